//! The assistant and the channel.

use std::time::Duration;

use crate::{
    Author, ContactName, ConversationRef, MessageId, Part, ReplyAddress, Told, Transfer, Usage,
    ports::{Audio, Failure},
};

/// One line of what the assistant is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptLine {
    /// Who said it.
    pub author: Author,
    /// What was said.
    pub text: String,
}

/// What the assistant is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The conversation: its id stands for the contact towards the assistant's provider.
    pub conversation: ConversationRef,
    /// The transcript, oldest first; the batch to answer comes last.
    pub lines: Vec<PromptLine>,
}

/// What the assistant said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The text, in Markdown; may be empty.
    pub text: String,
    /// The transfer tool's arguments, when it was called.
    pub transfer: Option<TransferCall>,
    /// The assistant would not answer.
    pub refused: bool,
    /// What it cost.
    pub usage: Usage,
}

/// A call of the tool `transfer_to_human`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TransferCall {
    /// Why, in the assistant's words.
    pub reason: String,
    /// What the people should know.
    pub summary: String,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssistantError {
    /// It was asked, and had not answered when the time limit was over. It may have been paid for.
    #[error("the assistant did not answer within the time limit")]
    TimedOut,
    /// What it was shown is more than it can read; less of it may do.
    #[error("the assistant was shown too much: {detail}")]
    TooLong {
        /// What happened, as in a [`Failure`].
        detail: String,
    },
    /// It failed otherwise.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// The assistant of one integration.
pub trait Assistant {
    /// Asks for an answer, and gives up as timed out after `time_limit`.
    async fn answer(&self, prompt: &Prompt, time_limit: Duration)
    -> Result<Answer, AssistantError>;
}

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
    async fn run_begins(&self, to: &ReplyAddress, newest: &MessageId);

    /// Sends one part, and gives the id by which the channel will tell of it, where it has one; fails
    /// for now after `time_limit`.
    async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure>;
}

/// A transfer on its way to the desk.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What was decided; its `turn_id` is the same on every repeat.
    pub transfer: &'a Transfer,
    /// Where the conversation is at its channel.
    pub at: &'a ReplyAddress,
    /// Whether the contact knows.
    pub told: &'a Told,
    /// How many runs have had the chance to take this step, this one included: from 1.
    pub attempt: u32,
}

/// What a desk is told when the assistant has a conversation again.
#[derive(Debug, Clone, Copy)]
pub struct Recovery<'a> {
    /// The turn that answered; the same on every repeat.
    pub turn_id: &'a str,
    /// The contact's first name.
    pub contact: &'a ContactName,
    /// Where the conversation is at its channel.
    pub at: &'a ReplyAddress,
}

/// Where the people of one integration work.
pub trait Desk {
    /// Its name, by which the steps of one desk are not taken for those of another.
    fn name(&self) -> &'static str;

    /// How many steps it takes to move a conversation to its people. Each is recorded, so that a
    /// retry does not repeat it.
    fn steps(&self) -> u32;

    /// Whether these steps change what the channel's own desk shows of the conversation.
    fn is_shown_by_the_channel(&self) -> bool;

    /// Takes the step numbered `step`, from 0; fails for now after `time_limit`.
    async fn take_step(
        &self,
        step: u32,
        case: Case<'_>,
        time_limit: Duration,
    ) -> Result<(), Failure>;

    /// Takes a conversation back from the queue of people, where nobody has done anything about it,
    /// and tells them; fails for now after `time_limit`. A repeat does all of it
    /// again.
    async fn take_back(&self, recovery: Recovery<'_>, time_limit: Duration) -> Result<(), Failure>;
}
