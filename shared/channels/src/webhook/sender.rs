//! Replies to a provider of one's own.

use std::time::Duration;

use conversation::ports::{Outgoing, SendError};
use conversation::{MessageId, Part, ReplyAddress, Timestamp};
use outbound::{Access, BodyLimit, EndpointUrl, Url};
use secrecy::ExposeSecret;
use serde_json::json;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};

use super::message::CONTACT_ID;
use super::signing::Key;
use super::{REPLY_URL, SIGNING_SECRET};
use crate::SettingsError;
use crate::markdown::{Style, render};
use crate::sending::{by_status, foreign_address, unanswered};
use crate::settings::{Settings, unusable};

#[derive(Debug)]
pub(crate) struct Sender {
    client: outbound::Client,
    reply_url: Url,
    key: Key,
}

impl Sender {
    pub(crate) fn new(
        settings: &Settings<'_>,
        client: outbound::Client,
    ) -> Result<Self, SettingsError> {
        // The form only: what was saved is checked against the network at each connection.
        let reply_url = EndpointUrl::parse(settings.value(&REPLY_URL)?, Access::Anywhere)
            .map_err(|error| unusable(&REPLY_URL, error))?;
        let secret = settings.secret(&SIGNING_SECRET)?.expose_secret();
        Ok(Self {
            client,
            reply_url: reply_url.url().clone(),
            key: Key::parse(secret).map_err(|error| unusable(&SIGNING_SECRET, error))?,
        })
    }

    /// Plain text in one part: this channel has no limit of its own.
    pub(crate) fn render(&self, markdown: &str) -> Vec<Part> {
        let text = render(markdown, Style::Plain);
        if text.is_empty() {
            return Vec::new();
        }
        vec![Part { text, sent: false }]
    }

    /// The contract has nothing for it.
    pub(crate) async fn run_begins(&self, _to: &ReplyAddress, _newest: &MessageId) {}

    pub(crate) async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<(), SendError> {
        let contact = outgoing
            .to
            .0
            .get(CONTACT_ID)
            .and_then(|id| id.as_str())
            .ok_or_else(foreign_address)?;
        let body = json!({
            "type": "reply",
            "contact": {"id": contact},
            "text": outgoing.part.text,
            "in_reply_to": outgoing.in_reply_to,
        })
        .to_string();
        let id = outgoing.delivery_id;
        let signature = self
            .key
            .sign(&id, now(), body.as_bytes())
            .map_err(|error| SendError::Permanent {
                detail: format!("not signed: {error}"),
            })?;
        let request = self
            .client
            .post(&self.reply_url)
            .header(HEADER_WEBHOOK_ID, id)
            .header(HEADER_WEBHOOK_TIMESTAMP, signature.timestamp)
            .header(HEADER_WEBHOOK_SIGNATURE, signature.value)
            .header(http::header::CONTENT_TYPE, "application/json")
            .body(body);
        let response = self
            .client
            .send_for_status(request, BodyLimit::JSON, time_limit)
            .await
            .map_err(unanswered)?;
        match response.status {
            200..=299 => Ok(()),
            status => Err(by_status(&response, format!("status {status}"))),
        }
    }
}

/// The receiver compares a signature's time with its own clock, so that no other than the real
/// time would do, in simulations neither.
#[expect(
    clippy::disallowed_methods,
    reason = "the port has no clock, and the signature needs the moment of sending"
)]
fn now() -> Timestamp {
    let since_epoch = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(0).plus(since_epoch)
}
