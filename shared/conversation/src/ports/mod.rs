//! The ports: what the use cases need from outside. Adapters implement them.
//!
//! The traits have native `async fn`s: the use cases are generic over them and never boxed.
#![expect(
    async_fn_in_trait,
    reason = "used only through generics, on a single-threaded runtime: no Send bound is wanted"
)]

mod assistant;
mod channel;
mod conversations;
mod day_budget;
mod desk;
mod failure;
mod file_types;
mod listener;
mod tools;
mod unusable;
mod voice;

use std::time::Duration;

pub use assistant::{Assistant, AssistantError, Completion, Prompt, PromptLine, TransferCall};
pub use channel::{Channel, FetchError, Outgoing, OutgoingKind};
pub use conversations::{
    Candidate, Commit, CommitError, Conversations, Found, Hold, Versioned, first_version,
};
pub use day_budget::{Counted, DayBudget};
pub use desk::{Case, Desk, Recovery};
pub use failure::{Failure, Retry};
pub use file_types::FileTypes;
pub use listener::{ListenError, Listener, Recording, Transcript};
pub use tools::{Caller, ToolError, Tools};
pub use voice::{Audio, Line, Script, Synthesis, Voice, VoiceError};

use crate::{HumanQueueMessage, Policy, Timestamp, Token, WakeUpMessage};

/// An adapter did not do what it was asked; trying again may help.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PortError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl PortError {
    /// Keeps the adapter's own error, whose text must be fit for logs.
    pub fn new(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

/// The settings of one integration, as a policy.
pub trait PolicySource {
    /// The policy now, or as it was a few seconds ago.
    async fn policy(&self) -> Result<Policy, PortError>;
}

/// The longest delay that the queues take, which is that of SQS.
pub const MAX_DELAY: Duration = Duration::from_secs(900);

/// The queue of delayed wake-ups.
pub trait WakeUps {
    /// Sends a wake-up that becomes visible after `delay`: whole seconds, at most [`MAX_DELAY`].
    async fn send(&self, wake_up: &WakeUpMessage, delay: Duration) -> Result<(), PortError>;
}

/// The queue of messages for the people at a desk.
pub trait HumanQueue {
    /// Sends a message that becomes visible after `delay`: whole seconds, at most [`MAX_DELAY`]. A repeat
    /// carries the same turn id.
    async fn send(&self, message: &HumanQueueMessage, delay: Duration) -> Result<(), PortError>;
}

/// The dead-letter queue of transfers that could not be carried out, where they wait for an
/// operator.
pub trait DeadTransfers {
    /// Puts the entry of a transfer there.
    async fn bury(&self, entry: &HumanQueueMessage) -> Result<(), PortError>;
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

/// The ports that storing a webhook's event needs.
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

/// The ports that answering one integration's conversations needs.
pub trait RunPorts: InboundPorts {
    /// The integration's settings.
    type PolicySource: PolicySource;
    /// The human queue.
    type HumanQueue: HumanQueue;
    /// The integration's assistant.
    type Assistant: Assistant;
    /// The integration's channel.
    type Channel: Channel;
    /// The integration's voice.
    type Voice: Voice;
    /// Who hears recordings.
    type Listener: Listener;
    /// What tells files apart.
    type FileTypes: FileTypes;
    /// What was spent in a day.
    type DayBudget: DayBudget;
    /// The integration's tools.
    type Tools: Tools;

    /// The integration's settings.
    fn policy_source(&self) -> &Self::PolicySource;
    /// The human queue.
    fn human_queue(&self) -> &Self::HumanQueue;
    /// The integration's assistant.
    fn assistant(&self) -> &Self::Assistant;
    /// The integration's channel.
    fn channel(&self) -> &Self::Channel;
    /// The integration's voice.
    fn voice(&self) -> &Self::Voice;
    /// Who hears recordings.
    fn listener(&self) -> &Self::Listener;
    /// What tells files apart.
    fn file_types(&self) -> &Self::FileTypes;
    /// What was spent in a day.
    fn day_budget(&self) -> &Self::DayBudget;
    /// The integration's tools.
    fn tools(&self) -> &Self::Tools;
}

/// The ports that handing over one integration's conversations to its people needs.
pub trait HandOverPorts: InboundPorts {
    /// The human queue.
    type HumanQueue: HumanQueue;
    /// Where transfers go that could not be carried out.
    type DeadTransfers: DeadTransfers;
    /// The integration's channel.
    type Channel: Channel;
    /// The integration's desk.
    type Desk: Desk;

    /// The human queue.
    fn human_queue(&self) -> &Self::HumanQueue;
    /// Where transfers go that could not be carried out.
    fn dead_transfers(&self) -> &Self::DeadTransfers;
    /// The integration's channel.
    fn channel(&self) -> &Self::Channel;
    /// The integration's desk.
    fn desk(&self) -> &Self::Desk;
}
