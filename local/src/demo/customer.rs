//! The customer's side: signed webhooks, as the provider would post them.

use std::time::Instant;

use http_client::BodyLimit;
use serde_json::Value;
use testkit::channels::{renewed, sign_whatsapp};
use url::Url;

use super::{APP_SECRET, REQUEST_LIMIT, Story, elapsed, settings::INTEGRATION};

pub(super) const BALLOONS: [&str; 3] = [
    include_str!("../../../events/whatsapp_cloud/balloon_1.json"),
    include_str!("../../../events/whatsapp_cloud/balloon_2.json"),
    include_str!("../../../events/whatsapp_cloud/balloon_3.json"),
];
pub(super) const ASKS_FOR_A_PERSON: &str =
    include_str!("../../../events/whatsapp_cloud/asks_for_a_person.json");
pub(super) const ASKS_THE_PERSON: &str =
    include_str!("../../../events/whatsapp_cloud/asks_the_person.json");
pub(super) const SPEAKS: &str = include_str!("../../../events/whatsapp_cloud/voice.json");
pub(super) const SHOWS_A_RECEIPT: &str =
    include_str!("../../../events/whatsapp_cloud/image_with_caption.json");

/// The names under which they know the contact.
const CONTACT: [&str; 2] = ["5511999990000", "1502576394655843"];

impl Story<'_> {
    /// Posts one of them, as if it were sent now.
    pub(super) async fn post(&self, body: &str, began: Instant) -> anyhow::Result<()> {
        let [phone, id] = CONTACT;
        let body = body
            .replace(phone, &self.contact)
            .replace(id, &self.contact);
        let body = renewed(body.as_bytes(), self.now, &self.run);
        let text = spoken(&body);
        let url: Url = format!("{}/webhooks/{INTEGRATION}", self.system.url()).parse()?;
        let request = self
            .client
            .post(&url)
            .header("content-type", "application/json")
            .header("x-hub-signature-256", sign_whatsapp(APP_SECRET, &body))
            .body(body);
        let response = self
            .client
            .send(request, BodyLimit::JSON, REQUEST_LIMIT)
            .await?;
        println!("   {} {text}  → {}", elapsed(began), response.status);
        anyhow::ensure!(response.status == 200, "the webhook was refused");
        Ok(())
    }
}

/// The first text in a WhatsApp notification, or what stands in its place.
fn spoken(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |pointer| {
        let message = body.pointer("/entry/0/changes/0/value/messages/0")?;
        message.pointer(pointer)?.as_str()
    };
    match (text("/text/body"), text("/image/caption")) {
        (Some(text), _) => format!("“{text}”"),
        (None, Some(caption)) => format!("(a picture) “{caption}”"),
        (None, None) => "(a voice message)".to_owned(),
    }
}
