//! Sending through the Graph API.

use std::time::Duration;

use conversation::ports::{Outgoing, SendError};
use conversation::{MessageId, Part, ReplyAddress};
use outbound::{Access, BaseUrl, BodyLimit, HttpError, Response, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{ACCESS_TOKEN, BASE_URL, PHONE_NUMBER_ID, errors};
use crate::SettingsError;
use crate::sending::{foreign_address, unanswered, whatsapp_parts};
use crate::settings::{Settings, unusable};

/// How long showing that somebody is typing may keep the answer waiting.
const TYPING_TIME_LIMIT: Duration = Duration::from_secs(3);

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
        // The form only: what was saved is checked against the network at each connection.
        let base = BaseUrl::parse(settings.value(&BASE_URL)?, Access::Anywhere)
            .map_err(|error| unusable(&BASE_URL, error))?;
        Ok(Self {
            client,
            messages: base.join(&[phone_number_id, "messages"]),
            access_token: settings.secret(&ACCESS_TOKEN)?.clone(),
        })
    }

    pub(crate) fn render(&self, markdown: &str) -> Vec<Part> {
        whatsapp_parts(markdown)
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
        match self.post(&read, TYPING_TIME_LIMIT).await {
            Ok(response) if matches!(response.status, 200..=299) => {}
            Ok(response) => {
                let error = errors::refused(&response);
                tracing::info!(%error, "the typing indicator was refused");
            }
            Err(error) => tracing::info!(%error, "the typing indicator was not shown"),
        }
    }

    pub(crate) async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<(), SendError> {
        let message = message(outgoing.to, &outgoing.part.text).ok_or_else(foreign_address)?;
        let response = self.post(&message, time_limit).await.map_err(unanswered)?;
        match response.status {
            200..=299 => Ok(()),
            _ => Err(errors::refused(&response)),
        }
    }

    async fn post(&self, body: &Value, time_limit: Duration) -> Result<Response, HttpError> {
        let request = self
            .client
            .post(&self.messages)
            .bearer_auth(self.access_token.expose_secret())
            .json(body);
        self.client
            .send_for_status(request, BodyLimit::JSON, time_limit)
            .await
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
