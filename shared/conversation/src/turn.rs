//! One taken window, and what is done about it.

use serde::{Deserialize, Serialize};

use crate::{Later, Reason, Seq, Timestamp, Usage, VoiceReport, Window};

/// One taken window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Its own number.
    pub seq: Seq,
    /// Its batch.
    pub batch: Range,
    /// The first message of its batch, as a window: what opens again if the turn is dropped.
    pub window: Window,
    /// How many runs have claimed it.
    pub attempts: u32,
    /// How many of them count: what failed before anybody outside was asked does not, and what is
    /// decided is given attempts of its own.
    #[serde(default)]
    pub spent: u32,
    /// Since when the assistant fails, or then the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Timestamp>,
    /// How often the assistant did not answer within its time limit.
    #[serde(default)]
    pub timeouts: u32,
    /// Whether it asks the assistant again for what went to people when it failed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tries_again: bool,
    /// Whether it makes up for a part of an earlier reply, to the same batch, that the channel could
    /// not deliver.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redelivers: bool,
    /// When the first of them did.
    pub claimed_at: Timestamp,
    /// The run that works on it.
    pub lease: Lease,
    /// What is to be done, once that is known.
    pub decision: Option<Decision>,
    /// When the decision was stored.
    pub decided_at: Option<Timestamp>,
    /// What the assistant's answer cost.
    pub usage: Option<Usage>,
    /// What became of the wish to speak the reply, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<VoiceReport>,
    /// Why the last attempt failed, in a form fit for logs.
    pub last_error: Option<String>,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

impl Turn {
    /// Whether the assistant has answered what it had failed at before.
    pub fn has_recovered(&self) -> bool {
        self.tries_again && matches!(self.decision, Some(Decision::Reply { .. }))
    }
}

/// A range of sequence numbers, both ends included. Only the contact's messages in it are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The first.
    pub first: Seq,
    /// The last.
    pub last: Seq,
}

impl Range {
    /// Whether `seq` is in it.
    pub fn contains(&self, seq: Seq) -> bool {
        (self.first..=self.last).contains(&seq)
    }
}

/// What proves that a run still works on its turn: a random number of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(pub u64);

/// A run's hold on its turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Whose it is; nobody's while a failed run waits for its retry.
    pub token: Option<Token>,
    /// Until when no other run may claim the turn.
    pub until: Timestamp,
}

/// What a turn does, stored before anything of it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Answer.
    Reply {
        /// What is sent, in this order.
        parts: Vec<Part>,
        /// What is sent in the place of all of it when none of it can be spoken; empty where
        /// nothing is. Stored as `in_text`.
        #[serde(rename = "in_text", default, skip_serializing_if = "Vec::is_empty")]
        text_fallback: Vec<Part>,
        /// What a later version stored with it.
        #[serde(flatten)]
        later: Later,
    },
    /// Hand the conversation to people.
    Transfer {
        /// Why.
        reason: Reason,
        /// What the people should know.
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

    /// An answer that is partly or wholly a voice, and what is sent when it cannot be spoken.
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
    /// The text, in the channel's own markup; of a voice, what it says.
    pub text: String,
    /// Whether it is sent as a voice.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub voice: bool,
    /// Whether the channel has taken it.
    pub sent: bool,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

impl Part {
    /// A part that is text, and not yet sent.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            voice: false,
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

    /// How long it is, as what speaks counts.
    pub(crate) fn characters(&self) -> u64 {
        self.text.chars().count() as u64
    }
}
