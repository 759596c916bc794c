//! Turns: one claimed window, and what is done about it.

use serde::{Deserialize, Serialize};

use crate::{
    CallReport, Cap, HeardReport, Later, LeftOut, Reason, Round, SeenReport, Seq, State, Timestamp,
    Usage, VoiceReport, Window,
};

/// A turn: one claimed window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The turn's number.
    pub seq: Seq,
    /// The turn's batch.
    pub batch: Range,
    /// How many messages the batch had when it was claimed.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub messages: usize,
    /// The first message of the batch, as a window, which opens again if the turn is dropped.
    pub window: Window,
    /// How many runs have claimed the turn.
    pub attempts: u32,
    /// How many of these attempts count. An attempt that failed before any provider was asked does
    /// not, and a decision gets attempts of its own.
    #[serde(default)]
    pub spent: u32,
    /// Since when the assistant has been failing, or after that the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Timestamp>,
    /// How often the assistant exceeded its time limit.
    #[serde(default)]
    pub timeouts: u32,
    /// Whether the turn asks the assistant again for what went to people when it failed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tries_again: bool,
    /// Whether the turn makes up for a part of an earlier reply, to the same batch, that the
    /// channel could not deliver.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redelivers: bool,
    /// When the first run was due: when its window was, or when the conversation returned from people, if
    /// that was later. None for a turn that redelivers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// When the first run claimed the turn.
    pub claimed_at: Timestamp,
    /// The lease of the run that works on the turn.
    pub lease: Lease,
    /// The decision, once there is one.
    pub decision: Option<Decision>,
    /// When the decision was stored.
    pub decided_at: Option<Timestamp>,
    /// What the assistant's answers cost together.
    pub usage: Option<Usage>,
    /// The model that gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What the assistant's server refused of the request, so that the answer was given without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// How long the steps took.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub took: Took,
    /// How many parts of the reply were dropped, since the contact wrote before they were sent.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub dropped: usize,
    /// The rounds in which the assistant has called tools, until there is a decision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<Round>,
    /// The calls of the rounds that led to the decision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<CallReport>,
    /// What was heard in the batch; none if there was nothing to hear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<HeardReport>,
    /// What the assistant was shown of the batch's files; none if there was nothing to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<SeenReport>,
    /// What became of a reply that was to be spoken; none if it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<VoiceReport>,
    /// The cap because of which it goes to people; none if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_cap: Option<Cap>,
    /// Why the last attempt failed, in a form fit for logs.
    pub last_error: Option<String>,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

impl Turn {
    /// A turn that its first run has just claimed.
    pub fn claimed(seq: Seq, batch: Range, window: Window, lease: Lease, now: Timestamp) -> Self {
        Self {
            seq,
            batch,
            messages: 0,
            window,
            attempts: 1,
            spent: 1,
            failing_since: None,
            timeouts: 0,
            tries_again: false,
            redelivers: false,
            due_at: None,
            claimed_at: now,
            lease,
            decision: None,
            decided_at: None,
            took: Took::default(),
            usage: None,
            model: None,
            left_out: Vec::new(),
            dropped: 0,
            rounds: Vec::new(),
            calls: Vec::new(),
            heard: None,
            seen: None,
            voice: None,
            over_cap: None,
            last_error: None,
            later: Later::NONE,
        }
    }

    /// Whether the assistant has answered messages at which it had failed before.
    pub fn has_recovered(&self) -> bool {
        self.tries_again && matches!(self.decision, Some(Decision::Reply { .. }))
    }
}

impl State {
    /// Whether messages wait, of which the last came after the reply in progress was decided.
    pub fn has_written_since_the_decision(&self) -> bool {
        let decided_at = self.turn.as_ref().and_then(|turn| turn.decided_at);
        self.window.is_some() && decided_at.is_some_and(|at| self.last_message_at >= at)
    }
}

/// How long the steps of a turn took in all of its runs, in milliseconds. What a run did that was
/// cut off does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Took {
    /// Waiting for recordings to be heard.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub hear_ms: u64,
    /// Fetching what the assistant is shown.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub see_ms: u64,
    /// Asking the assistant.
    #[serde(default)]
    pub ask_ms: u64,
    /// Calling tools.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub call_ms: u64,
    /// Speaking the reply.
    #[serde(default)]
    pub speak_ms: u64,
    /// Sending the reply.
    #[serde(default)]
    pub send_ms: u64,
    /// Pausing between its balloons.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub pause_ms: u64,
}

impl Took {
    pub(crate) fn hearing(millis: u64) -> Self {
        Self {
            hear_ms: millis,
            ..Self::default()
        }
    }

    pub(crate) fn seeing(millis: u64) -> Self {
        Self {
            see_ms: millis,
            ..Self::default()
        }
    }

    pub(crate) fn asking(millis: u64) -> Self {
        Self {
            ask_ms: millis,
            ..Self::default()
        }
    }

    pub(crate) fn calling(millis: u64) -> Self {
        Self {
            call_ms: millis,
            ..Self::default()
        }
    }

    pub(crate) fn speaking(millis: u64) -> Self {
        Self {
            speak_ms: millis,
            ..Self::default()
        }
    }

    pub(crate) fn sending(millis: u64) -> Self {
        Self {
            send_ms: millis,
            ..Self::default()
        }
    }

    pub(crate) fn pausing(millis: u64) -> Self {
        Self {
            pause_ms: millis,
            ..Self::default()
        }
    }

    pub(crate) const fn and(self, more: Self) -> Self {
        Self {
            hear_ms: self.hear_ms + more.hear_ms,
            see_ms: self.see_ms + more.see_ms,
            ask_ms: self.ask_ms + more.ask_ms,
            call_ms: self.call_ms + more.call_ms,
            speak_ms: self.speak_ms + more.speak_ms,
            send_ms: self.send_ms + more.send_ms,
            pause_ms: self.pause_ms + more.pause_ms,
        }
    }
}

/// A range of sequence numbers, both ends included. It stands for the contact's messages in it
/// only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The first.
    pub first: Seq,
    /// The last.
    pub last: Seq,
}

impl Range {
    /// Whether `seq` is in the range.
    pub fn contains(&self, seq: Seq) -> bool {
        (self.first..=self.last).contains(&seq)
    }
}

/// A random number that proves that a run still works on its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(pub u64);

/// A run's hold on its turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The token of the run that holds the turn; none while a failed run waits for its retry.
    pub token: Option<Token>,
    /// Until when no other run may claim the turn.
    pub until: Timestamp,
}

/// The decision of a turn, stored before any of it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// An answer.
    Reply {
        /// The parts to send, in this order.
        parts: Vec<Part>,
        /// The parts that are sent in place of all of them if none can be spoken; empty if none is
        /// to be spoken. Stored as `in_text`.
        #[serde(rename = "in_text", default, skip_serializing_if = "Vec::is_empty")]
        text_fallback: Vec<Part>,
        /// What a later version stored with it.
        #[serde(flatten)]
        later: Later,
    },
    /// A transfer to people.
    Transfer {
        /// Why.
        reason: Reason,
        /// The summary for the people who take over.
        summary: String,
        /// What a later version stored with it.
        #[serde(flatten)]
        later: Later,
    },
}

impl Decision {
    /// An answer in text.
    pub const fn text(parts: Vec<Part>) -> Self {
        Self::spoken(parts, Vec::new())
    }

    /// An answer that is partly or wholly spoken, and the text that is sent if it cannot be.
    pub const fn spoken(parts: Vec<Part>, text_fallback: Vec<Part>) -> Self {
        Self::Reply {
            parts,
            text_fallback,
            later: Later::NONE,
        }
    }

    /// A transfer.
    pub const fn transfer(reason: Reason, summary: String) -> Self {
        Self::Transfer {
            reason,
            summary,
            later: Later::NONE,
        }
    }
}

/// One message of a reply, as the channel will send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The text, in the channel's own markup. For a voice, the words that it speaks.
    pub text: String,
    /// Whether it is sent as a voice.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub voice: bool,
    /// How long the run pauses before it, in milliseconds, if it begins a balloon after the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause_ms: Option<u64>,
    /// Whether the channel has taken it.
    pub sent: bool,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

impl Part {
    /// A part that is text and not sent yet.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            voice: false,
            pause_ms: None,
            sent: false,
            later: Later::NONE,
        }
    }

    /// A part that is to be spoken.
    pub fn voice(text: impl Into<String>) -> Self {
        Self {
            voice: true,
            ..Self::text(text)
        }
    }

    /// Whether it begins a balloon after the first.
    pub const fn begins_a_balloon(&self) -> bool {
        self.pause_ms.is_some()
    }

    /// Length in characters, as the speech provider counts.
    pub(crate) fn characters(&self) -> u64 {
        self.text.chars().count() as u64
    }
}
