//! Replies of the plain webhook channel, and the files of its messages.

use std::time::Duration;

use bytes::Bytes;
use conversation::ports::{Failure, FetchError, Outgoing, OutgoingKind};
use conversation::{AttachmentSource, MessageId, Part, ReplyAddress};
use fields::NotOpened;
use http_client::{CheckError, Url};
use serde_json::{Value, json};
use signing::Key;

use super::Settings;
use super::attachments::URL;
use super::message::CONTACT_ID;
use super::post::SignedPost;
use crate::fetching::{Fetching, by_url};
use crate::markdown::{Style, render};
use crate::sending::foreign_address;

#[derive(Debug)]
pub(crate) struct Sender(SignedPost);

impl Sender {
    pub(crate) fn new(settings: &Settings, client: http_client::Client) -> Result<Self, NotOpened> {
        let key = Key::of(&settings.signing_secret)?;
        Ok(Self(SignedPost::new(&settings.reply_url, key, client)))
    }

    /// Plain text in one part: this channel has no limit of its own.
    pub(crate) fn render(&self, markdown: &str, to: &ReplyAddress) -> Vec<Part> {
        self.verbatim(&render(markdown, Style::Plain), to)
    }

    pub(crate) fn verbatim(&self, text: &str, _to: &ReplyAddress) -> Vec<Part> {
        if text.is_empty() {
            return Vec::new();
        }
        vec![Part::text(text)]
    }

    /// The contract has no call that does nothing.
    pub(crate) async fn check(
        &self,
        _webhook_url: Option<&Url>,
        _time_limit: Duration,
    ) -> Option<Result<(), CheckError>> {
        None
    }

    /// Does nothing: the contract has no typing indicator.
    pub(crate) async fn show_typing(&self, _to: &ReplyAddress, _newest: &MessageId) {}

    pub(crate) async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure> {
        let body = message(&outgoing).ok_or_else(foreign_address)?;
        self.0
            .post(&outgoing.delivery_id, &body, time_limit)
            .await?;
        Ok(None)
    }

    /// Needs no token and no signature: the URL is all that the contract has.
    pub(crate) async fn fetch(
        &self,
        source: &AttachmentSource,
        most_bytes: u64,
        time_limit: Duration,
    ) -> Result<Bytes, FetchError> {
        let fetching = Fetching::new(&self.0.client, most_bytes, time_limit);
        by_url(&fetching, source, URL).await
    }
}

/// The body for a part. A person's own words are a reply that names no message. The contract has no
/// voice for a transfer message.
fn message(outgoing: &Outgoing<'_>) -> Option<Value> {
    let contact = json!({"id": outgoing.to.0.get(CONTACT_ID)?.as_str()?});
    let text = &outgoing.part.text;
    let in_reply_to = match outgoing.kind {
        OutgoingKind::Reply => outgoing.in_reply_to,
        OutgoingKind::PersonMessage => &[],
        OutgoingKind::TransferMessage => {
            return Some(json!({"type": "transfer_message", "contact": contact, "text": text}));
        }
    };
    Some(match outgoing.audio {
        Some(audio) => json!({
            "type": "reply",
            "contact": contact,
            "audio": {"url": audio.link, "mime_type": audio.mime_type, "text": text},
            "in_reply_to": in_reply_to,
        }),
        None => json!({
            "type": "reply",
            "contact": contact,
            "text": text,
            "in_reply_to": in_reply_to,
        }),
    })
}
