//! What stands in for the outside on one machine: OpenAI, unless there is a key for the real one,
//! and the WhatsApp Cloud API.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context;
use testkit::{channels::FakeWhatsapp, openai::FakeOpenAi};

/// The number that the stand-in for WhatsApp serves.
pub const PHONE_NUMBER_ID: &str = "106540352242922";
/// What it takes as the number's access token.
pub const ACCESS_TOKEN: &str = "demo-access-token";

/// The running stand-ins. They stop when this is dropped.
pub struct StandIns {
    openai: FakeOpenAi,
    whatsapp: FakeWhatsapp,
}

impl StandIns {
    /// On the two ports behind `gateway_port`, so that settings which name them still hold after
    /// a restart; on any two when it is 0.
    pub async fn start(gateway_port: u16) -> anyhow::Result<Self> {
        let port = |nth| {
            if gateway_port == 0 {
                0
            } else {
                gateway_port + nth
            }
        };
        let (openai_port, whatsapp_port) = (port(1), port(2));
        let taken = |port| format!("cannot listen on port {port}; choose others with --port");
        Ok(Self {
            openai: FakeOpenAi::start_demo(loopback(openai_port))
                .await
                .with_context(|| taken(openai_port))?,
            whatsapp: FakeWhatsapp::start_demo(
                loopback(whatsapp_port),
                PHONE_NUMBER_ID,
                ACCESS_TOKEN,
            )
            .await
            .with_context(|| taken(whatsapp_port))?,
        })
    }

    /// OpenAI's base URL.
    pub fn openai(&self) -> String {
        self.openai.base_url()
    }

    /// WhatsApp's base URL.
    pub fn whatsapp(&self) -> String {
        self.whatsapp.base_url()
    }

    /// The texts that WhatsApp was given, oldest first.
    pub fn texts(&self) -> Vec<String> {
        self.whatsapp.texts()
    }

    /// Waits until WhatsApp was given so many messages.
    pub async fn wait_for_texts(&self, count: usize) -> Vec<String> {
        self.whatsapp.wait_for_sends(count).await;
        self.texts()
    }
}

const fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}
