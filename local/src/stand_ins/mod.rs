//! Stand-ins for the outside world on one machine: OpenAI and ElevenLabs, unless there are keys for
//! the real ones, the WhatsApp Cloud API, and Whazing.

mod shown;

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context;
use serde_json::Value;
use testkit::{
    channels::{FakeWhatsapp, FakeWhazing, Taken},
    elevenlabs::FakeElevenLabs,
    files::{RECEIPT, VOICE_MESSAGE},
    openai::FakeOpenAi,
};

/// The number that the stand-in for WhatsApp serves.
pub const PHONE_NUMBER_ID: &str = "106540352242922";
/// The number's access token.
pub const ACCESS_TOKEN: &str = "demo-access-token";
/// The token of Whazing's API.
const WHAZING_TOKEN: &str = "demo-whazing-token";
/// The account's key at ElevenLabs.
pub const ELEVENLABS_API_KEY: &str = "demo-elevenlabs-key";

/// The media id in `events/whatsapp_cloud/voice.json`.
const VOICE_MESSAGE_ID: &str = "1003383421387256";
/// The media id in `events/whatsapp_cloud/image_with_caption.json`.
const RECEIPT_ID: &str = "1003383421387257";

/// The running stand-ins. They stop when this is dropped.
pub struct StandIns {
    openai: FakeOpenAi,
    whatsapp: FakeWhatsapp,
    whazing: FakeWhazing,
    elevenlabs: FakeElevenLabs,
}

impl StandIns {
    /// On the four ports after `gateway_port`, so that settings that name them are still valid
    /// after a restart; on any four if it is 0.
    pub async fn start(gateway_port: u16) -> anyhow::Result<Self> {
        let port = |nth| match gateway_port {
            0 => Ok(0),
            first => first.checked_add(nth).with_context(|| {
                format!("--port {first} leaves no room for the four ports behind it")
            }),
        };
        let (openai_port, whatsapp_port) = (port(1)?, port(2)?);
        let (whazing_port, elevenlabs_port) = (port(3)?, port(4)?);
        let taken = |port| format!("cannot listen on port {port}; choose others with --port");
        let stand_ins = Self {
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
            whazing: FakeWhazing::start_demo(loopback(whazing_port), WHAZING_TOKEN, None)
                .await
                .with_context(|| taken(whazing_port))?,
            elevenlabs: FakeElevenLabs::start_demo(loopback(elevenlabs_port), ELEVENLABS_API_KEY)
                .await
                .with_context(|| taken(elevenlabs_port))?,
        };
        let whatsapp = &stand_ins.whatsapp;
        whatsapp.holds(VOICE_MESSAGE_ID, VOICE_MESSAGE, "audio/ogg");
        whatsapp.holds(RECEIPT_ID, RECEIPT, "image/png");
        Ok(stand_ins)
    }

    /// The base URLs of OpenAI, WhatsApp, Whazing and ElevenLabs.
    pub fn urls(&self) -> [String; 4] {
        [
            self.openai(),
            self.whatsapp(),
            self.whazing(),
            self.elevenlabs(),
        ]
    }

    /// OpenAI's base URL.
    pub fn openai(&self) -> String {
        self.openai.base_url()
    }

    /// WhatsApp's base URL.
    pub fn whatsapp(&self) -> String {
        self.whatsapp.base_url()
    }

    /// Whazing's base URL, with the API's id.
    pub fn whazing(&self) -> String {
        self.whazing.base_url()
    }

    /// ElevenLabs' base URL.
    pub fn elevenlabs(&self) -> String {
        self.elevenlabs.base_url()
    }

    /// The texts that WhatsApp was given for this phone number, oldest first.
    pub fn texts_to(&self, phone: &str) -> Vec<String> {
        let sends = self.whatsapp.sends();
        texts_to(phone, sends.iter().map(|taken| &taken.body))
    }

    /// Waits until WhatsApp was given a voice note for this phone number, and gives its file.
    pub async fn wait_for_voice_to(&self, phone: &str) -> Vec<u8> {
        let mut count = 1;
        loop {
            let sends = self.whatsapp.wait_for_sends(count).await;
            let ours = |taken: &Taken| {
                text(&taken.body, "/to") == phone && text(&taken.body, "/type") == "audio"
            };
            if let Some(taken) = sends.iter().find(|taken| ours(taken)) {
                return self.whatsapp.file(taken).unwrap_or_default().to_vec();
            }
            count = sends.len() + 1;
        }
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
}

fn text<'a>(body: &'a Value, pointer: &str) -> &'a str {
    body.pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn texts_to<'a>(phone: &str, sends: impl Iterator<Item = &'a Value>) -> Vec<String> {
    sends
        .filter(|body| text(body, "/to") == phone && text(body, "/type") == "text")
        .map(|body| text(body, "/text/body").to_owned())
        .collect()
}

const fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http_client::{Access, BodyLimit, Client};
    use serde_json::json;

    use super::*;

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
        for port in [65_532, 65_535] {
            let error = StandIns::start(port).await.err().unwrap().to_string();
            assert!(error.contains(&format!("--port {port}")), "{error}");
        }
    }

    pub(super) async fn send(stand_ins: &StandIns, to: &str, text: &str) {
        let url = format!("{}/{PHONE_NUMBER_ID}/messages", stand_ins.whatsapp());
        let body = json!({
            "messaging_product": "whatsapp",
            "to": to,
            "type": "text",
            "text": {"body": text},
        });
        post(&url, ACCESS_TOKEN, &body).await;
    }

    pub(super) async fn post(url: &str, token: &str, body: &Value) {
        let client = Client::new(Access::Anywhere).unwrap();
        let request = client.post(&url.parse().unwrap()).bearer_auth(token);
        let sent = client.send(request.json(body), BodyLimit::JSON, Duration::from_secs(10));
        assert_eq!(sent.await.unwrap().status, 200);
    }
}
