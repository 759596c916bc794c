//! The port of the conversations' table.

use crate::{
    ContactName, ConversationId, ConversationRef, Delivery, Heard, IntegrationId, Message,
    MessageId, Seq, State, Tally, Timestamp, Token, TurnRecord,
};

use super::PortError;

/// An error of a commit.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Somebody else wrote since the state was read: read again and decide again.
    #[error("somebody else changed the conversation")]
    Conflict,
    /// The table did not answer; the commit may or may not have been written.
    #[error(transparent)]
    Failed(#[from] PortError),
}

/// A state, with the version that a commit on top of it must name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned {
    /// The state.
    pub state: State,
    /// The state's version: [`first_version`] for the first one that was stored, and one more for
    /// each later one.
    pub version: u64,
}

/// Who has hold of the hearing of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// We have. This is the message.
    Ours(Box<Message>),
    /// Somebody else.
    Others,
    /// Nobody: there is no such message.
    Gone,
}

/// How many versions there are for each millisecond.
const VERSIONS_PER_MS: u64 = 1024;

/// The version that a conversation begins with. It holds the time, so that a conversation that is
/// erased and begun anew repeats no version, and a reader of the old conversation cannot write on
/// top of the new one: to get there, the old one would have had to be written 1024 times in each
/// millisecond. The 10 random bits tell apart two conversations that begin in the same millisecond,
/// or by clocks that differ. The version stays below 2^53, and so exact as a floating-point number,
/// until the year 2248.
pub const fn first_version(now: Timestamp, random: u64) -> u64 {
    let time = now.millis().saturating_mul(VERSIONS_PER_MS);
    time.saturating_add(random % VERSIONS_PER_MS)
}

/// A contact's name, and the conversation that it would have as the first name of a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The name.
    pub name: ContactName,
    /// [`ConversationId::derive_after`] of the name.
    pub conversation: ConversationId,
}

/// What the table knows of a webhook's contact and message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The conversation that one of the names leads to. The first name that leads anywhere decides.
    /// If none does, the first candidate's own conversation that exists, or else the first
    /// candidate's.
    pub conversation: ConversationId,
    /// The conversation's state; none if the conversation is new.
    pub state: Option<Versioned>,
    /// The names that lead nowhere yet, each once.
    pub new_names: Vec<ContactName>,
    /// The names that lead to another conversation, each once.
    pub other_names: Vec<ContactName>,
    /// Whether the message is stored already.
    pub seen: bool,
}

/// Everything that one step writes, atomically.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The version that was read; 0 if there was none.
    pub read_version: u64,
    /// The version that is written: one more, or [`first_version`] if there was none.
    pub version: u64,
    /// The new state.
    pub state: State,
    /// New messages, on the condition that none has its number yet. Those with a provider's id are
    /// remembered as seen for 30 days, on the condition that they are not yet. The id of a sent
    /// message has no condition.
    pub messages: Vec<Message>,
    /// Messages that replace those with the same numbers.
    pub rewritten: Vec<Message>,
    /// Ids of events that are not messages. They are remembered like ids of messages, and on the
    /// same condition.
    pub seen: Vec<MessageId>,
    /// Names that lead to this conversation from now on, on the condition that none leads anywhere
    /// yet.
    pub names: Vec<ContactName>,
    /// Names that lead to this conversation from now on, wherever they led.
    pub taken_names: Vec<ContactName>,
    /// Names that lead nowhere from now on, on the condition that none leads to another
    /// conversation.
    pub lost_names: Vec<ContactName>,
    /// The record of a turn that ended, on the condition that no record has its number yet.
    pub turn_record: Option<TurnRecord>,
    /// What is added to the figures of the conversation and of a day.
    pub tally: Option<Tally>,
}

impl Commit {
    /// A commit of a state and nothing else, on top of no version.
    pub const fn of(state: State) -> Self {
        Self {
            read_version: 0,
            version: 0,
            state,
            messages: Vec::new(),
            rewritten: Vec::new(),
            seen: Vec::new(),
            names: Vec::new(),
            taken_names: Vec::new(),
            lost_names: Vec::new(),
            turn_record: None,
            tally: None,
        }
    }
}

/// The conversations' table. Every read is strongly consistent.
pub trait Conversations {
    /// Finds a contact's conversation, and whether it has the message or event of that id. For an
    /// event without an id, `message` is none.
    async fn find(
        &self,
        integration: &IntegrationId,
        candidates: &[Candidate],
        message: Option<&MessageId>,
    ) -> Result<Found, PortError>;

    /// The state of a conversation.
    async fn state(&self, conversation: &ConversationRef) -> Result<Option<Versioned>, PortError>;

    /// The answerable messages ([`Message::is_answerable`]) from `first` on, oldest first, until
    /// there are `messages` of them or they have more than `chars` characters together, whichever
    /// comes first. The message that passes the limit is included.
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

    /// The message that has that id at the provider, as long as it is remembered as seen.
    async fn said(
        &self,
        conversation: &ConversationRef,
        id: &MessageId,
    ) -> Result<Option<Message>, PortError>;

    /// Notes how far the message with that number came, unless more is known or the message is
    /// gone.
    async fn note_delivery(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        delivery: &Delivery,
    ) -> Result<(), PortError>;

    /// Holds the hearing of a message until the second of these times, seen from the first: nobody
    /// else gets hold of it until then, or until it is noted what was heard.
    async fn hold_hearing(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        token: Token,
        times: (Timestamp, Timestamp),
    ) -> Result<Hold, PortError>;

    /// Notes all that was heard of a message, and lets its hearing go, if we still hold that. A message
    /// that is gone, or was deleted, stays so.
    async fn note_heard(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        token: Token,
        heard: &[Heard],
    ) -> Result<(), PortError>;

    /// Writes a step, on the condition that nobody wrote since `commit.read_version`.
    async fn commit(
        &self,
        conversation: &ConversationRef,
        commit: Commit,
    ) -> Result<(), CommitError>;
}
