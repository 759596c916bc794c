//! Sending through the Graph API.

use std::time::Duration;

use conversation::ports::{Outgoing, SendError};
use conversation::{MessageId, Part, ReplyAddress};
use outbound::{BodyLimit, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{ACCESS_TOKEN, BASE_URL, PHONE_NUMBER_ID, errors};
use crate::SettingsError;
use crate::sending::{
    TYPING_TIME_LIMIT, foreign_address, taken, unanswered, whatsapp_parts, whatsapp_verbatim,
};
use crate::settings::Settings;

#[derive(Debug)]
pub(crate) struct Sender {
    client: outbound::Client,
    messages: Url,
    access_token: SecretString,
}

impl Sender {
    pub(crate) fn new(
        settings: &Settings<'_>,
        client: outbound::Client,
    ) -> Result<Self, SettingsError> {
        let phone_number_id = settings.value(&PHONE_NUMBER_ID)?;
        let base = settings.base_url(&BASE_URL)?;
        Ok(Self {
            client,
            messages: base.join(&[phone_number_id, "messages"]),
            access_token: settings.secret(&ACCESS_TOKEN)?.clone(),
        })
    }

    pub(crate) fn render(&self, markdown: &str) -> Vec<Part> {
        whatsapp_parts(markdown)
    }

    pub(crate) fn verbatim(&self, text: &str) -> Vec<Part> {
        whatsapp_verbatim(text)
    }

    /// Marks what the customer wrote as read, and shows that somebody is typing, until the reply
    /// or for 25 seconds.
    pub(crate) async fn run_begins(&self, _to: &ReplyAddress, newest: &MessageId) {
        let read = json!({
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": newest.as_str(),
            "typing_indicator": {"type": "text"},
        });
        if let Err(error) = self.post(&read, TYPING_TIME_LIMIT).await {
            tracing::info!(%error, "the typing indicator was not shown");
        }
    }

    pub(crate) async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<(), SendError> {
        let message = message(outgoing.to, &outgoing.part.text).ok_or_else(foreign_address)?;
        self.post(&message, time_limit).await
    }

    async fn post(&self, body: &Value, time_limit: Duration) -> Result<(), SendError> {
        let request = self
            .client
            .post(&self.messages)
            .bearer_auth(self.access_token.expose_secret())
            .json(body);
        let sent = self
            .client
            .send_for_status(request, BodyLimit::JSON, time_limit)
            .await;
        taken(&sent.map_err(unanswered)?, errors::refused)
    }
}

/// A text message to a phone number (`to`) or to a business-scoped id (`recipient`), never both:
/// `to` would win without a word.
fn message(address: &ReplyAddress, text: &str) -> Option<Value> {
    let (name, value) = ["to", "recipient"]
        .into_iter()
        .find_map(|name| Some((name, address.0.get(name)?.as_str()?)))?;
    Some(json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        name: value,
        "type": "text",
        // A preview would fetch whatever link the assistant wrote.
        "text": {"body": text, "preview_url": false},
    }))
}
