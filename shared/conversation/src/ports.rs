//! What the use cases need from outside. Adapters implement these; nothing here does anything.
//!
//! The traits have native `async fn`s: the use cases are generic over them and never boxed.
#![expect(
    async_fn_in_trait,
    reason = "used only through generics, on a single-threaded runtime: no Send bound is wanted"
)]

use std::time::Duration;

use crate::{
    ContactName, ConversationId, ConversationRef, IntegrationId, Message, MessageId, Part, Policy,
    ReplyAddress, Seq, State, Timestamp, Token, Trail, Transfer, Usage, WakeUp,
};

/// A part of the outside did not do what it was asked; trying again may help.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PortError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl PortError {
    /// Keeps the adapter's own error, whose text must be fit for logs.
    pub fn new(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

/// Why a commit was not written.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Somebody else wrote since the state was read: read again and decide again.
    #[error("somebody else changed the conversation")]
    Conflict,
    /// The table did not answer; the commit may or may not have been written.
    #[error(transparent)]
    Failed(#[from] PortError),
}

/// A state with the version that a commit on top of it must name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned {
    /// The state.
    pub state: State,
    /// Its version: 1 for the first that was stored.
    pub version: u64,
}

/// A contact's name and the conversation it would have as a contact's first name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The name.
    pub name: ContactName,
    /// [`ConversationId::derive`] of the name.
    pub conversation: ConversationId,
}

/// What the table knows of the contact and the message of a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The conversation that one of the names leads to: the first name that leads anywhere
    /// decides; the first candidate's own conversation when none does.
    pub conversation: ConversationId,
    /// Its state; none when it is new.
    pub state: Option<Versioned>,
    /// Names that lead nowhere yet.
    pub new_names: Vec<ContactName>,
    /// Whether the message is already stored.
    pub seen: bool,
}

/// Everything that one step writes, all of it or nothing.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The version that was read; 0 when there was none.
    pub read_version: u64,
    /// The new state.
    pub state: State,
    /// New messages. Those with a provider's id are remembered as seen for 30 days, with their
    /// number, on the condition that they are not yet.
    pub messages: Vec<Message>,
    /// Names that from now on lead to this conversation, on the condition that none does yet.
    pub names: Vec<ContactName>,
    /// A turn that ended.
    pub trail: Option<Trail>,
}

/// The conversations' table. Every read is strongly consistent.
pub trait Conversations {
    /// The conversation of a contact, and whether it has the message. For an event without a
    /// message, `message` is none.
    async fn find(
        &self,
        integration: &IntegrationId,
        candidates: &[Candidate],
        message: Option<&MessageId>,
    ) -> Result<Found, PortError>;

    /// The state of a conversation.
    async fn state(&self, conversation: &ConversationRef) -> Result<Option<Versioned>, PortError>;

    /// Where a message stands, when it is stored.
    async fn seen(
        &self,
        conversation: &ConversationRef,
        message: &MessageId,
    ) -> Result<Option<Seq>, PortError>;

    /// The messages from `first` on that are answerable ([`Message::is_answerable`]), oldest
    /// first: until there are `messages` of them, or they have more than `chars` characters
    /// together, whichever comes first; the message that passes the limit is included.
    async fn answerable_from(
        &self,
        conversation: &ConversationRef,
        first: Seq,
        messages: usize,
        chars: usize,
    ) -> Result<Vec<Message>, PortError>;

    /// The newest messages, newest first, at most `messages` of them and at most about `chars`
    /// characters together.
    async fn newest_messages(
        &self,
        conversation: &ConversationRef,
        messages: usize,
        chars: usize,
    ) -> Result<Vec<Message>, PortError>;

    /// Writes a step on the condition that nobody wrote since `commit.read_version`.
    async fn commit(
        &self,
        conversation: &ConversationRef,
        commit: Commit,
    ) -> Result<(), CommitError>;
}

/// The settings of one integration.
pub trait Policies {
    /// What they say now, or said a few seconds ago.
    async fn policy(&self) -> Result<Policy, PortError>;
}

/// The queue of delayed wake-ups.
pub trait WakeUps {
    /// Sends a wake-up that becomes visible after `delay`: whole seconds, at most 900.
    async fn send(&self, wake_up: &WakeUp, delay: Duration) -> Result<(), PortError>;
}

/// The queue on which transfers wait for people.
pub trait HumanQueue {
    /// Sends a transfer. A repeat carries the same turn id.
    async fn send(&self, transfer: &Transfer) -> Result<(), PortError>;
}

/// One line of what the assistant is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptLine {
    /// Who said it.
    pub author: crate::Author,
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

/// Why there is no answer. The details are for logs and the trail: they hold no text of the
/// conversation and no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssistantError {
    /// Trying again may help.
    #[error("the assistant failed for now: {detail}")]
    Transient {
        /// What happened.
        detail: String,
        /// How long its server asks us to wait.
        retry_after: Option<Duration>,
    },
    /// Trying again cannot help.
    #[error("the assistant failed for good: {detail}")]
    Permanent {
        /// What happened.
        detail: String,
    },
}

/// The assistant of one integration.
pub trait Assistant {
    /// Asks for an answer, and gives up with a transient error after `time_limit`.
    async fn answer(&self, prompt: &Prompt, time_limit: Duration)
    -> Result<Answer, AssistantError>;
}

/// Why the channel did not take a part. The details are for logs and the trail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Trying again may help.
    #[error("the channel failed for now: {detail}")]
    Transient {
        /// What happened.
        detail: String,
        /// How long its server asks us to wait.
        retry_after: Option<Duration>,
    },
    /// Trying again cannot help.
    #[error("the channel refuses for good: {detail}")]
    Permanent {
        /// What happened.
        detail: String,
    },
}

/// One part on its way out.
#[derive(Debug)]
pub struct Outgoing<'a> {
    /// Where it goes.
    pub to: &'a ReplyAddress,
    /// The contact's first name.
    pub contact: &'a ContactName,
    /// What is sent.
    pub part: &'a Part,
    /// The same on every repeat of this part, and of no other.
    pub delivery_id: String,
    /// The provider's ids of the messages that are answered.
    pub in_reply_to: &'a [MessageId],
}

/// The channel of one integration, outwards.
pub trait Channel {
    /// Splits an answer in Markdown into the parts that the channel will take, in its markup.
    /// Empty when nothing is left to say.
    fn render(&self, markdown: &str) -> Vec<Part>;

    /// Shows the contact that somebody is working on it. Best effort: nothing depends on it.
    async fn run_begins(&self, to: &ReplyAddress, newest: &MessageId);

    /// Sends one part; gives up with a transient error after `time_limit`.
    async fn send(&self, outgoing: Outgoing<'_>, time_limit: Duration) -> Result<(), SendError>;
}

/// Time.
pub trait Clock {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Waits; returns at once when `at` is past.
    async fn sleep_until(&self, at: Timestamp);
}

/// Randomness, for lease tokens and for jitter.
pub trait Random {
    /// 64 random bits.
    fn bits(&self) -> u64;

    /// A new lease token.
    fn token(&self) -> Token {
        Token(self.bits())
    }
}

/// What it takes to store what a webhook told.
pub trait InboundPorts {
    /// The table.
    type Conversations: Conversations;
    /// The wake-up queue.
    type WakeUps: WakeUps;
    /// Time.
    type Clock: Clock;
    /// Randomness.
    type Random: Random;

    /// The table.
    fn conversations(&self) -> &Self::Conversations;
    /// The wake-up queue.
    fn wake_ups(&self) -> &Self::WakeUps;
    /// Time.
    fn clock(&self) -> &Self::Clock;
    /// Randomness.
    fn random(&self) -> &Self::Random;
}

/// What it takes to answer one integration's conversations.
pub trait RunPorts: InboundPorts {
    /// The integration's settings.
    type Policies: Policies;
    /// The human queue.
    type HumanQueue: HumanQueue;
    /// The integration's assistant.
    type Assistant: Assistant;
    /// The integration's channel.
    type Channel: Channel;

    /// The integration's settings.
    fn policies(&self) -> &Self::Policies;
    /// The human queue.
    fn human_queue(&self) -> &Self::HumanQueue;
    /// The integration's assistant.
    fn assistant(&self) -> &Self::Assistant;
    /// The integration's channel.
    fn channel(&self) -> &Self::Channel;
}
