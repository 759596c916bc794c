//! Sending as the account's bot.

use std::time::Duration;

use bytes::Bytes;
use conversation::ports::{Failure, FetchError, Outgoing};
use conversation::{AttachmentSource, MessageId, Part, ReplyAddress};
use fields::NotOpened;
use http_client::{CheckError, Url};

use super::Settings;
use super::api::ChatwootApi;
use super::content::DATA_URL;
use super::inbox::limit;
use crate::fences::split_marked;
use crate::fetching::{Fetching, by_url};
use crate::markdown::meant;
use crate::sending::TYPING_TIME_LIMIT;
use crate::split::split_to;

/// Chatwoot tells of a file before its storage has it, for some 100 ms (seen by others, and not
/// documented).
const PAUSES_WHILE_MISSING: &[Duration] = &[
    Duration::from_millis(250),
    Duration::from_millis(750),
    Duration::from_millis(1500),
];

#[derive(Debug)]
pub(crate) struct Sender(ChatwootApi);

impl Sender {
    pub(crate) fn new(settings: &Settings, client: http_client::Client) -> Result<Self, NotOpened> {
        ChatwootApi::new(settings, client).map(Self)
    }

    /// Splits an answer in Markdown, which Chatwoot takes and turns into what each inbox shows.
    pub(crate) fn render(&self, markdown: &str, to: &ReplyAddress) -> Vec<Part> {
        split_marked(&meant(markdown), limit(to))
    }

    pub(crate) fn verbatim(&self, text: &str, to: &ReplyAddress) -> Vec<Part> {
        split_to(text, limit(to))
    }

    pub(crate) async fn check(
        &self,
        _webhook_url: Option<&Url>,
        time_limit: Duration,
    ) -> Option<Result<(), CheckError>> {
        Some(self.0.check_token(time_limit).await)
    }

    pub(crate) async fn show_typing(&self, to: &ReplyAddress, _newest: &MessageId) {
        if let Err(error) = self.0.type_in(to, TYPING_TIME_LIMIT).await {
            tracing::info!(%error, "the typing indicator was not shown");
        }
    }

    pub(crate) async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure> {
        let Outgoing { to, part, .. } = outgoing;
        match outgoing.audio {
            Some(audio) => self.0.speak(to, audio, time_limit).await,
            None => self.0.say(to, &part.text, false, time_limit).await,
        }
    }

    /// Needs no token. The URL leads to Chatwoot's storage, which may be another host
    /// (`config/storage.yml`), so no host is the right one.
    pub(crate) async fn fetch(
        &self,
        source: &AttachmentSource,
        most_bytes: u64,
        time_limit: Duration,
    ) -> Result<Bytes, FetchError> {
        let fetching = Fetching::new(&self.0.client, most_bytes, time_limit)
            .missing_at_first(PAUSES_WHILE_MISSING);
        by_url(&fetching, source, DATA_URL).await
    }
}
