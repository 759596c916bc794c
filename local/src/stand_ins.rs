//! What stands in for the outside on one machine: OpenAI, unless there is a key for the real one,
//! and the WhatsApp Cloud API.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context;
use serde_json::Value;
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
        let port = |nth| match gateway_port {
            0 => Ok(0),
            first => first.checked_add(nth).with_context(|| {
                format!("--port {first} leaves no room for the two ports behind it")
            }),
        };
        let (openai_port, whatsapp_port) = (port(1)?, port(2)?);
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

    /// The texts that WhatsApp was given for this phone number, oldest first.
    pub fn texts_to(&self, phone: &str) -> Vec<String> {
        let sends = self.whatsapp.sends();
        texts_to(phone, sends.iter().map(|taken| &taken.body))
    }

    /// Waits until WhatsApp was given at least so many texts for this phone number.
    pub async fn wait_for_texts_to(&self, phone: &str, count: usize) -> Vec<String> {
        let mut sent = 0;
        loop {
            let sends = self.whatsapp.wait_for_sends(sent).await;
            let texts = texts_to(phone, sends.iter().map(|taken| &taken.body));
            if texts.len() >= count {
                return texts;
            }
            sent = sends.len() + 1;
        }
    }

    /// Hands each text over as WhatsApp is given it, and never ends: the other half of trying the
    /// system by hand.
    pub async fn each_text(&self, mut told: impl FnMut(&str)) {
        let mut count = 0;
        loop {
            self.whatsapp.wait_for_sends(count + 1).await;
            let texts = self.whatsapp.texts();
            texts.iter().skip(count).for_each(|text| told(text));
            count = texts.len();
        }
    }
}

fn texts_to<'a>(phone: &str, sends: impl Iterator<Item = &'a Value>) -> Vec<String> {
    let field = |body: &'a Value, pointer| body.pointer(pointer).and_then(Value::as_str);
    sends
        .filter(|body| field(body, "/to") == Some(phone))
        .filter_map(|body| field(body, "/text/body").map(str::to_owned))
        .collect()
}

const fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use outbound::{Access, BodyLimit, Client};
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn each_text_is_told_once() {
        let stand_ins = StandIns::start(0).await.unwrap();
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let telling = stand_ins.each_text(|text| told.send(text.to_owned()).unwrap());
        let hearing = async {
            send(&stand_ins, "5511", "um").await;
            send(&stand_ins, "5512", "dois").await;
            [heard.recv().await.unwrap(), heard.recv().await.unwrap()]
        };
        let heard = tokio::select! {
            () = telling => unreachable!("it never ends"),
            heard = hearing => heard,
        };
        assert_eq!(heard, ["um", "dois"]);
    }

    async fn send(stand_ins: &StandIns, to: &str, text: &str) {
        let url = format!("{}/{PHONE_NUMBER_ID}/messages", stand_ins.whatsapp());
        let client = Client::new(Access::Anywhere).unwrap();
        let request = client.post(&url.parse().unwrap()).bearer_auth(ACCESS_TOKEN);
        let request = request.json(&json!({
            "messaging_product": "whatsapp",
            "to": to,
            "type": "text",
            "text": {"body": text},
        }));
        let sent = client.send(request, BodyLimit::JSON, Duration::from_secs(10));
        assert_eq!(sent.await.unwrap().status, 200);
    }

    #[tokio::test]
    async fn a_contact_is_waited_for_and_shown_alone() {
        let stand_ins = StandIns::start(0).await.unwrap();
        send(&stand_ins, "551", "the interrupted demo's").await;
        let ours = stand_ins.wait_for_texts_to("552", 1);
        let (ours, ()) = tokio::join!(ours, async {
            send(&stand_ins, "551", "again").await;
            send(&stand_ins, "552", "ours").await;
        });
        assert_eq!(ours, ["ours"]);
        send(&stand_ins, "551", "and again").await;
        assert_eq!(stand_ins.texts_to("552"), ["ours"]);
    }

    #[tokio::test]
    async fn the_last_ports_have_none_behind_them() {
        for port in [65_534, 65_535] {
            let error = StandIns::start(port).await.err().unwrap().to_string();
            assert!(error.contains(&format!("--port {port}")), "{error}");
        }
    }
}
