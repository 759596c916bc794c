//! Sending through the Graph API.

use std::time::{Duration, Instant};

use conversation::ports::{Audio, Failure, Outgoing};
use conversation::{MessageId, Part, ReplyAddress};
use fields::NotOpened;
use http_client::{BaseUrl, BodyLimit, CheckError, Form, RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{Settings, errors};
use crate::json::scalar;
use crate::sending::{
    TYPING_TIME_LIMIT, WHATSAPP, audio_file, foreign_address, read, taken, told_id, unanswered,
    whatsapp_parts,
};
use crate::split::split_to;

/// The least time left in which a message that names an upload is sent. If it were cut off on its
/// way, it might arrive all the same, and would be sent again.
const LEAST_TIME: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(crate) struct Sender {
    pub(super) client: http_client::Client,
    pub(super) base: BaseUrl,
    pub(super) phone_number_id: String,
    pub(super) access_token: SecretString,
}

impl Sender {
    pub(crate) fn new(settings: &Settings, client: http_client::Client) -> Result<Self, NotOpened> {
        Ok(Self {
            client,
            base: settings.base_url.url().clone(),
            phone_number_id: settings.phone_number_id.as_str().to_owned(),
            access_token: settings.access_token.opened()?.clone(),
        })
    }

    pub(crate) fn render(&self, markdown: &str, _to: &ReplyAddress) -> Vec<Part> {
        whatsapp_parts(markdown, WHATSAPP)
    }

    pub(crate) fn verbatim(&self, text: &str, _to: &ReplyAddress) -> Vec<Part> {
        split_to(text, WHATSAPP)
    }

    /// Marks the customer's message as read, and shows a typing indicator, until the reply or for
    /// 25 seconds.
    pub(crate) async fn show_typing(&self, _to: &ReplyAddress, newest: &MessageId) {
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

    /// Sends audio in two calls. If the second fails, a repeat uploads the file again; the customer
    /// sees nothing of a file that no message names.
    pub(crate) async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure> {
        let begun = Instant::now();
        let recipient = recipient(outgoing.to).ok_or_else(foreign_address)?;
        let content = match outgoing.audio {
            Some(audio) => voice(audio, &self.upload(audio, time_limit).await?),
            None => text(&outgoing.part.text),
        };
        let left = time_limit.saturating_sub(begun.elapsed());
        if outgoing.audio.is_some() && left < LEAST_TIME {
            return Err(Failure::transient(
                "no time is left to send what was uploaded",
            ));
        }
        let request = self.messages_request(&message(recipient, content));
        let sent = self
            .client
            .send_for_detail(request, BodyLimit::JSON, left)
            .await;
        let response = sent.map_err(unanswered)?;
        taken(&response, errors::refused)?;
        Ok(told_id(&response, "/messages/0/id"))
    }

    /// Reads the number's id. Source:
    /// <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers/>.
    pub(crate) async fn check(
        &self,
        _webhook_url: Option<&Url>,
        time_limit: Duration,
    ) -> Option<Result<(), CheckError>> {
        let request = self.client.get(&self.number(&[]));
        let request = self.authorized(request).query(&[("fields", "id")]);
        let found = read(&self.client, request, time_limit, errors::not_read).await;
        Some(found.map(drop))
    }

    /// Uploads a file, and gives its id.
    async fn upload(&self, audio: &Audio, time_limit: Duration) -> Result<String, Failure> {
        let form = Form::new()
            .text("messaging_product", "whatsapp")
            .text("type", audio.mime_type)
            .part("file", audio_file(audio)?);
        let request = self.client.post(&self.number(&["media"]));
        let request = self.authorized(request).multipart(form);
        let sent = self.client.send(request, BodyLimit::JSON, time_limit).await;
        let response = sent.map_err(unanswered)?;
        taken(&response, errors::refused)?;
        let answer: Option<Value> = http_client::from_json(&response.body).ok();
        let id = answer.and_then(|answer| scalar(answer.get("id")?));
        id.filter(|id| !id.is_empty())
            .ok_or_else(|| Failure::transient("the answer to the upload names no file"))
    }

    /// The URL of the number, or of what is under it.
    fn number(&self, path: &[&str]) -> Url {
        let number = [self.phone_number_id.as_str()];
        self.base.join(&[&number[..], path].concat())
    }

    fn messages_request(&self, body: &Value) -> RequestBuilder {
        let request = self.client.post(&self.number(&["messages"]));
        self.authorized(request).json(body)
    }

    pub(super) fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.access_token.expose_secret())
    }

    async fn post(&self, body: &Value, time_limit: Duration) -> Result<(), Failure> {
        let request = self.messages_request(body);
        let sent = self
            .client
            .send_for_status(request, BodyLimit::JSON, time_limit)
            .await;
        taken(&sent.map_err(unanswered)?, errors::refused)
    }
}

/// The recipient: a phone number (`to`) or a business-scoped id (`recipient`), never both, since
/// `to` would win without a word.
fn recipient(address: &ReplyAddress) -> Option<(&'static str, &str)> {
    ["to", "recipient"]
        .into_iter()
        .find_map(|name| Some((name, address.0.get(name)?.as_str()?)))
}

fn message((name, value): (&str, &str), (kind, content): (&str, Value)) -> Value {
    json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        name: value,
        "type": kind,
        kind: content,
    })
}

fn text(text: &str) -> (&'static str, Value) {
    // A preview would fetch whatever link the assistant wrote.
    ("text", json!({"body": text, "preview_url": false}))
}

/// Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/audio-messages/>.
fn voice(audio: &Audio, id: &str) -> (&'static str, Value) {
    let content = if audio.is_voice_note {
        json!({"id": id, "voice": true})
    } else {
        json!({"id": id})
    };
    ("audio", content)
}
