//! The policy: what an integration's settings mean for its conversations, and the times that
//! conversations are promised.

use std::time::Duration;

use crate::{
    AnswerAtOnce, Balloons, Caps, ContextPolicy, FileKind, Hours, Incoming, Keyword, Kind, Marker,
    Phrases, Reason, State, Timestamp, VoicePolicy, Wait, Zone, ports::MAX_DELAY,
};

/// The most messages in one turn.
pub const BATCH_MESSAGES: usize = 100;
/// The most characters in one turn.
pub const BATCH_CHARS: usize = 200_000;
/// The greatest age, by the provider's time, of a message that is stored. An older one is
/// acknowledged and not stored.
pub const MAX_AGE: Duration = Duration::from_secs(14 * 24 * 3600);
/// The greatest age of a batch that is answered: WhatsApp's 24 hours, for every channel, since a
/// day-old question needs a person anyway.
pub const REPLY_LIMIT: Duration = Duration::from_secs(24 * 3600);
/// How many attempts that count a turn is given. After that, the next claim hands over.
pub const MAX_ATTEMPTS: u32 = 8;
/// How long a turn may fail. After that, the next claim hands over.
pub const MAX_TURN_TIME: Duration = Duration::from_secs(10 * 60);
/// How often a model may exceed its time limit before it is not asked again.
pub const MAX_TIMEOUTS: u32 = 2;
/// How long after a failed attempt the assistant is asked again, at a message of the customer, for
/// what people have only because it failed.
pub const TRY_AGAIN_AFTER: Duration = Duration::from_secs(30);
/// How often a disabled integration is checked for being enabled again.
pub const LOOK_WHILE_DISABLED: Duration = Duration::from_secs(15 * 60);
/// The time over which replies are counted against [`Policy::max_replies_per_hour`].
pub const REPLIES_COUNT_FOR: Duration = Duration::from_secs(3600);
/// How overdue the wake-up of a window or turn may be. Beyond that, it is sent again when a message
/// comes.
pub const OVERDUE: Duration = Duration::from_secs(30);
/// The most by which another's clock and ours may differ.
pub const CLOCKS_DIFFER: Duration = Duration::from_secs(5);
/// How long a wake-up looks for a commit that is not stored.
pub const WAKE_UP_PATIENCE: Duration = Duration::from_secs(60);
/// How long a channel with transient failures may keep a transfer from its desk.
pub const DESK_WAITS: Duration = Duration::from_secs(30);
/// How long the transfer message is tried. Later it would only surprise the contact.
pub const MAX_TELL_TIME: Duration = Duration::from_secs(10 * 60);
/// How long a desk is tried before its transfer goes to the dead-letter queue.
pub const MAX_HAND_OVER_TIME: Duration = Duration::from_secs(12 * 3600);
/// The longest pause between two attempts at a desk, since one message of the queue waits for it.
pub const MAX_HAND_OVER_PAUSE: Duration = MAX_DELAY;
/// How long a desk is told that the assistant has a conversation back. Nothing depends on it.
pub const MAX_TAKE_BACK_TIME: Duration = Duration::from_secs(3600);
/// The longest reply that is stored and sent, in bytes of JSON. An item of the table holds 400 KB.
pub const MAX_REPLY_BYTES: usize = 100 * 1024;

/// The longest summary of a transfer, in characters.
pub const MAX_SUMMARY_CHARS: usize = 4000;

/// What an integration's settings mean for its conversations.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Whether messages are answered. If false, they are stored as left to people.
    pub enabled: bool,
    /// How long messages are collected.
    pub wait: Wait,
    /// The messages that need no wait.
    pub answer_at_once: AnswerAtOnce,
    /// How much of the past the assistant sees.
    pub history: HistoryLimit,
    /// The channel's name for people.
    pub channel: &'static str,
    /// Which circumstances of a run the assistant is told.
    pub context: ContextPolicy,
    /// The queue's id at the desk.
    pub queue: String,
    /// The message that tells the customer of a transfer.
    pub transfer_message: String,
    /// The marker with which an assistant's reply asks for a transfer.
    pub marker: Marker,
    /// When people are at work, and the message for all other times.
    pub closed: Option<Closed>,
    /// The phrases by which a customer asks for a person without the assistant.
    pub phrases: Phrases,
    /// After how long without a message the conversation returns from people; none for never.
    pub return_after: Option<Duration>,
    /// The keyword by which a person gives the conversation back.
    pub release_keyword: Option<Keyword>,
    /// Whether messages that people left unanswered are answered when the conversation returns.
    pub answer_on_release: bool,
    /// Whether the assistant is asked again, at the customer's next message, for what people have
    /// only because it failed and none of them has touched.
    pub return_on_recovery: bool,
    /// Whether messages that came while the integration was disabled are answered when it is
    /// enabled again.
    pub answer_when_enabled: bool,
    /// The time zone of the days for which figures are counted, and of the times that the assistant
    /// is told.
    pub zone: Zone,
    /// The most replies to one contact in an hour. Beyond that, people get the conversation.
    pub max_replies_per_hour: u32,
    /// The most calls of tools for one answer. 0 if there are no tools.
    pub max_calls: usize,
    /// The most tokens that the assistant takes. Beyond that, people get the conversation.
    pub caps: Caps,
    /// How many tokens a question may take besides the conversation that it shows: those of the
    /// instructions, the tools and the answer.
    pub question_tokens: u64,
    /// How an answer in text is divided; none if it is not.
    pub balloons: Option<Balloons>,
    /// When and how much the assistant speaks; none for never.
    pub voice: Option<VoicePolicy>,
    /// How much of what customers say in recordings is heard; none for nothing.
    pub hearing: Option<Hearing>,
    /// What of the files that customers send the assistant is shown; none for nothing.
    pub seeing: Option<Seeing>,
}

/// How much of what customers say in recordings is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hearing {
    /// Whether the sound of videos is heard.
    pub videos: bool,
    /// The most recordings of one batch that are heard: those that came first.
    pub max_recordings: usize,
    /// The most bytes of one recording.
    pub max_bytes: u64,
    /// The most seconds of one recording.
    pub max_seconds: u64,
    /// The most seconds in a day (UTC), of all customers of the integration together.
    pub max_day_seconds: u64,
}

/// What of the files that customers send the assistant is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeing {
    /// Whether it is shown pictures.
    pub pictures: bool,
    /// Whether it is shown documents and texts.
    pub documents: bool,
    /// The most files of one batch that are shown: those that came first.
    pub max_files: usize,
    /// The most bytes of one file.
    pub max_bytes: u64,
}

impl Seeing {
    /// Whether such files are shown.
    pub const fn shows(&self, kind: FileKind) -> bool {
        match kind {
            FileKind::Picture => self.pictures,
            FileKind::Document | FileKind::Text => self.documents,
        }
    }
}

/// How much of the past an assistant sees: the newest turns that fit both limits. The default is
/// nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HistoryLimit {
    /// The most turns.
    pub turns: usize,
    /// The most characters of these turns together. The batch does not count.
    pub chars: usize,
}

/// The message that tells the customer of a transfer while nobody is at work.
#[derive(Debug, Clone)]
pub struct Closed {
    /// When people are at work.
    pub hours: Hours,
    /// The message at other times.
    pub message: String,
}

/// How conversations return from people by themselves.
#[derive(Debug, Clone, Copy)]
pub struct Returns {
    /// After how long without a message; none for never.
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
    /// How conversations return from people by themselves.
    pub const fn returns(&self) -> Returns {
        Returns {
            after: self.return_after,
            enabled: self.enabled,
        }
    }

    /// The message that tells the customer of a transfer decided at that time. That of the caps is told
    /// at any hour.
    pub fn transfer_message_at(&self, at: Timestamp, reason: Reason) -> &str {
        let of_caps = self.caps.message.as_deref();
        if let Some(message) = of_caps.filter(|_| reason == Reason::OverBudget) {
            return message;
        }
        match &self.closed {
            Some(closed) if !closed.hours.open_at(at) => &closed.message,
            Some(_) | None => &self.transfer_message,
        }
    }

    /// Whether the messages of a conversation are answered.
    pub(crate) fn answers(&self, state: &State) -> bool {
        self.enabled || state.kind == Kind::Test
    }

    /// Whether a person's message is the release keyword and nothing else.
    pub(crate) fn is_release_keyword(&self, said: &Incoming) -> bool {
        let keyword = self.release_keyword.as_ref();
        said.attachments.is_empty() && keyword.is_some_and(|keyword| keyword.is(&said.text))
    }
}
