//! What an integration's settings mean for its conversations.

use std::time::Duration;

use crate::{Hours, Keyword, Marker, Phrases, Timestamp, VoicePolicy, ports::MAX_DELAY};

/// The most messages one turn takes.
pub const BATCH_MESSAGES: usize = 100;
/// The most characters one turn takes.
pub const BATCH_CHARS: usize = 200_000;
/// A message older than this by the provider's time is acknowledged and not stored.
pub const MAX_AGE: Duration = Duration::from_secs(14 * 24 * 3600);
/// How old a whole batch may be and still be answered: WhatsApp's 24 hours, kept for every
/// channel, since a day-old question wants a person anyway.
pub const REPLY_LIMIT: Duration = Duration::from_secs(24 * 3600);
/// After so many attempts that count a turn is handed over by the next claim.
pub const MAX_ATTEMPTS: u32 = 8;
/// A turn that has failed for so long is handed over by the next claim.
pub const MAX_TURN_TIME: Duration = Duration::from_secs(10 * 60);
/// A model that did not answer within its time limit this often is not asked once more.
pub const MAX_TIMEOUTS: u32 = 2;
/// How long after an attempt in vain the assistant is asked again for what people have only because
/// it failed, when the customer writes.
pub const TRY_AGAIN_AFTER: Duration = Duration::from_secs(30);
/// How often it is looked whether a disabled integration is enabled again.
pub const LOOK_WHILE_DISABLED: Duration = Duration::from_secs(15 * 60);
/// The time for which replies are counted against [`Policy::max_replies_per_hour`].
pub const REPLIES_COUNT_FOR: Duration = Duration::from_secs(3600);
/// The wake-up of a window or turn that is overdue by more than this is sent once more when a message
/// comes.
pub const OVERDUE: Duration = Duration::from_secs(30);
/// How far another's clock and ours may be apart.
pub const CLOCKS_DIFFER: Duration = Duration::from_secs(5);
/// How long a wake-up goes on looking for a message that is not stored.
pub const WAKE_UP_PATIENCE: Duration = Duration::from_secs(60);
/// For how long a channel that fails for now may keep a transfer from its desk.
pub const DESK_WAITS: Duration = Duration::from_secs(30);
/// For how long the transfer message is tried: later it would only surprise.
pub const MAX_TELL_TIME: Duration = Duration::from_secs(10 * 60);
/// For how long a desk is tried before its transfer goes to the dead-letter queue.
pub const MAX_HAND_OVER_TIME: Duration = Duration::from_secs(12 * 3600);
/// The longest pause between two attempts at a desk: one message of the queue waits for it.
pub const MAX_HAND_OVER_PAUSE: Duration = MAX_DELAY;
/// For how long a desk is told that the assistant has a conversation again: nothing depends on it.
pub const MAX_TAKE_BACK_TIME: Duration = Duration::from_secs(3600);
/// The longest reply that is stored and sent, in bytes of JSON: an item of the table holds 400 KB.
pub const MAX_REPLY_BYTES: usize = 100 * 1024;

/// The longest summary that a transfer carries, in characters.
pub const MAX_SUMMARY_CHARS: usize = 4000;

/// What an integration's settings mean for its conversations.
#[derive(Debug, Clone)]
pub struct Policy {
    /// When false, messages are stored as left to people and never answered.
    pub enabled: bool,
    /// How long messages are collected; at most an hour.
    pub interval: Duration,
    /// How much of the past the assistant sees.
    pub history: HistoryLimit,
    /// The queue's id at the desk.
    pub queue: String,
    /// What the customer is told when the conversation goes to people.
    pub transfer_message: String,
    /// What an assistant's reply begins with to ask for a transfer.
    pub marker: Marker,
    /// When people are at work, and what the customer is told at other times.
    pub closed: Option<Closed>,
    /// By which a customer asks for a person without the assistant.
    pub phrases: Phrases,
    /// After how long without a message the conversation comes back from people; never without.
    pub return_after: Option<Duration>,
    /// What a person writes to give the conversation back.
    pub release_keyword: Option<Keyword>,
    /// Whether messages that nobody answered while people had the conversation are answered when
    /// it comes back.
    pub answer_on_release: bool,
    /// Whether the assistant is asked again, at the customer's next message, for what people have only
    /// because it failed, when none of them has done anything about it.
    pub return_on_recovery: bool,
    /// Whether what came while the integration was disabled is answered when it is enabled again.
    pub answer_when_enabled: bool,
    /// How many replies one contact is given in an hour; then people have the conversation.
    pub max_replies_per_hour: u32,
    /// When and how much the assistant speaks; never without.
    pub voice: Option<VoicePolicy>,
}

/// How much of the past an assistant sees: the newest turns, as long as they are within both
/// limits. The default is none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HistoryLimit {
    /// The most turns.
    pub turns: usize,
    /// The most characters of all these turns together. The batch does not count.
    pub chars: usize,
}

/// What the customer is told of a transfer while nobody is at work.
#[derive(Debug, Clone)]
pub struct Closed {
    /// When people are at work.
    pub hours: Hours,
    /// The message at all other times.
    pub message: String,
}

/// How conversations come back by themselves.
#[derive(Debug, Clone, Copy)]
pub struct Returns {
    /// After how long without a message; never without.
    pub after: Option<Duration>,
    /// Whether the integration is enabled.
    pub enabled: bool,
}

impl Returns {
    /// For a step by which people do not get a conversation.
    pub(crate) const NEVER: Self = Self {
        after: None,
        enabled: true,
    };
}

impl Policy {
    /// How conversations come back by themselves.
    pub const fn returns(&self) -> Returns {
        Returns {
            after: self.return_after,
            enabled: self.enabled,
        }
    }

    /// What the customer is told of a transfer that is decided at that time.
    pub fn transfer_message_at(&self, at: Timestamp) -> &str {
        match &self.closed {
            Some(closed) if !closed.hours.open_at(at) => &closed.message,
            Some(_) | None => &self.transfer_message,
        }
    }

    pub(crate) fn is_release_keyword(&self, text: &str) -> bool {
        let keyword = self.release_keyword.as_ref();
        keyword.is_some_and(|keyword| keyword.is(text))
    }
}
