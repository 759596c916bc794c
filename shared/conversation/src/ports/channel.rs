//! The port of an integration's channel, for sending, and for fetching what messages carry.

use std::time::Duration;

use bytes::Bytes;

use crate::{
    AttachmentSource, ContactName, MessageId, Part, ReplyAddress,
    ports::{Audio, Failure},
};

/// The kind of a part. Most channels send all kinds alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutgoingKind {
    /// The assistant's answer, or a piece of it.
    Reply,
    /// The message that tells the contact of a transfer to people.
    TransferMessage,
    /// A message that a person wrote in the console.
    PersonMessage,
}

/// One part on its way to the contact.
#[derive(Debug)]
pub struct Outgoing<'a> {
    /// The kind.
    pub kind: OutgoingKind,
    /// The recipient's address.
    pub to: &'a ReplyAddress,
    /// The contact's first name.
    pub contact: &'a ContactName,
    /// The part.
    pub part: &'a Part,
    /// The audio; none if the part is sent as text.
    pub audio: Option<&'a Audio>,
    /// The id of this delivery: the same on every repeat of this part, and of no other part.
    pub delivery_id: String,
    /// The provider's ids of the messages that the part answers; empty if it is not a reply.
    pub in_reply_to: &'a [MessageId],
}

/// An error of fetching an attachment. Its text holds no URL, no id and no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The channel does not have the attachment, or not any more.
    #[error("the channel does not have it any more")]
    Gone,
    /// The attachment has more bytes than were asked for.
    #[error("it is larger than what is fetched")]
    TooLarge,
    /// The channel failed otherwise.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// The channel of one integration.
pub trait Channel {
    /// Splits an answer in Markdown into parts that the channel will take there, in the channel's
    /// markup. Empty if nothing is left to say.
    fn render(&self, markdown: &str, to: &ReplyAddress) -> Vec<Part>;

    /// Divides an answer in Markdown between its paragraphs into at most `most` pieces, of which the
    /// last holds all the rest.
    fn divide<'a>(&self, markdown: &'a str, most: usize) -> Vec<&'a str>;

    /// Splits a text that is sent verbatim, such as a code to copy, into parts that the channel
    /// will take there.
    fn verbatim(&self, text: &str, to: &ReplyAddress) -> Vec<Part>;

    /// Fetches what an attachment holds: at most `most_bytes`. Fails as transient after
    /// `time_limit`.
    async fn fetch(
        &self,
        source: &AttachmentSource,
        most_bytes: u64,
        time_limit: Duration,
    ) -> Result<Bytes, FetchError>;

    /// Shows the contact that an answer is being written. Best effort: nothing depends on it.
    async fn show_typing(&self, to: &ReplyAddress, newest: &MessageId);

    /// Sends one part, and gives the id by which the channel's reports will name it, if there is
    /// one. Fails as transient after `time_limit`.
    async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure>;
}
