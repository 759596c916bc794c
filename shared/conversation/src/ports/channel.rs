//! The port of an integration's channel, for what is sent.

use std::time::Duration;

use crate::{
    ContactName, MessageId, Part, ReplyAddress,
    ports::{Audio, Failure},
};

/// What a part is. Most channels send all of it alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutgoingKind {
    /// The assistant's answer, or a piece of it.
    Reply,
    /// What the contact is told when the conversation goes to people.
    TransferMessage,
    /// What a person wrote in the console.
    PersonMessage,
}

/// One part on its way out.
#[derive(Debug)]
pub struct Outgoing<'a> {
    /// What it is.
    pub kind: OutgoingKind,
    /// Where it goes.
    pub to: &'a ReplyAddress,
    /// The contact's first name.
    pub contact: &'a ContactName,
    /// What is sent.
    pub part: &'a Part,
    /// How it sounds; none of what is sent as text.
    pub audio: Option<&'a Audio>,
    /// The same on every repeat of this part, and of no other.
    pub delivery_id: String,
    /// The provider's ids of the messages that are answered; empty for what is no reply.
    pub in_reply_to: &'a [MessageId],
}

/// The channel of one integration, outwards.
pub trait Channel {
    /// Splits an answer in Markdown into the parts that the channel will take there, in its markup.
    /// Empty when nothing is left to say.
    fn render(&self, markdown: &str, to: &ReplyAddress) -> Vec<Part>;

    /// Splits a text that is sent to the letter, such as a code to copy, into parts that it will take
    /// there.
    fn verbatim(&self, text: &str, to: &ReplyAddress) -> Vec<Part>;

    /// Shows the contact that somebody is working on it. Best effort: nothing depends on it.
    async fn show_typing(&self, to: &ReplyAddress, newest: &MessageId);

    /// Sends one part, and gives the id by which the channel will tell of it, where it has one; fails
    /// for now after `time_limit`.
    async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure>;
}
