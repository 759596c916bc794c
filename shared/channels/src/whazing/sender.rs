//! Replies through Whazing.

use std::time::Duration;

use bytes::Bytes;
use conversation::ports::{Failure, FetchError, Outgoing};
use conversation::{AttachmentSource, MessageId, Part, ReplyAddress};
use fields::NotOpened;
use http_client::{CheckError, Url};

use super::Settings;
use super::api::{Content, WhazingApi};
use super::content::MEDIA_URL;
use crate::fetching::{Fetching, by_url};
use crate::sending::{INSTAGRAM, WHATSAPP, whatsapp_parts};
use crate::split::{Limit, split_to};

#[derive(Debug)]
pub(crate) struct Sender(WhazingApi);

impl Sender {
    pub(crate) fn new(settings: &Settings, client: http_client::Client) -> Result<Self, NotOpened> {
        WhazingApi::new(settings, client).map(Self)
    }

    /// Splits an answer in WhatsApp's markup. Whazing names no limit of its own, and hands the
    /// message to WhatsApp, or to a channel without phone numbers.
    pub(crate) fn render(&self, markdown: &str, to: &ReplyAddress) -> Vec<Part> {
        whatsapp_parts(markdown, limit(to))
    }

    pub(crate) fn verbatim(&self, text: &str, to: &ReplyAddress) -> Vec<Part> {
        split_to(text, limit(to))
    }

    pub(crate) async fn check(
        &self,
        _webhook_url: Option<&Url>,
        time_limit: Duration,
    ) -> Option<Result<(), CheckError>> {
        Some(self.0.check(time_limit).await)
    }

    /// Does nothing: the API has neither read marks nor a typing indicator.
    pub(crate) async fn show_typing(&self, _to: &ReplyAddress, _newest: &MessageId) {}

    /// The external key shall be "unique per message"; whether Whazing drops a repeated one is not
    /// documented.
    pub(crate) async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure> {
        let Outgoing {
            to,
            part,
            audio,
            delivery_id,
            ..
        } = outgoing;
        let content = match audio {
            Some(audio) => Content::File(&audio.link),
            None => Content::Text(&part.text),
        };
        self.0.send(to, content, &delivery_id, time_limit).await?;
        Ok(None)
    }

    /// Sends no token: the documentation asks for none (`integracoes/webhooks/modelo-webhook-canal.md`), and whether Whazing's
    /// files want one is not known.
    pub(crate) async fn fetch(
        &self,
        source: &AttachmentSource,
        most_bytes: u64,
        time_limit: Duration,
    ) -> Result<Bytes, FetchError> {
        let fetching = Fetching::new(&self.0.client, most_bytes, time_limit);
        by_url(&fetching, source, MEDIA_URL).await
    }
}

/// The limit of an address. A message to a ticket alone is for a channel without phone numbers, and
/// no event tells which one: Instagram's limit is the lowest.
fn limit(to: &ReplyAddress) -> Limit {
    match WhazingApi::number(to) {
        Some(_) => WHATSAPP,
        None => INSTAGRAM,
    }
}
