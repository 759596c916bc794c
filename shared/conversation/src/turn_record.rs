//! The record of a turn: what it did and why. It is kept beside the transcript, as the item `TURN`.

use serde::{Deserialize, Serialize};

use crate::{
    CallReport, Cap, HeardReport, LeftOut, Range, Reason, SeenReport, Seq, Timestamp, Took,
    VoiceReport,
};

/// The record of one turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnRecord {
    /// The turn's number.
    pub seq: Seq,
    /// The turn's batch. For a window that people took before any run, all that was in it.
    pub batch: Range,
    /// How many messages the batch had when it was claimed; 0 if it never was.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub messages: usize,
    /// Messages that waited in the next window, and went to people with this turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_to_people: Option<Range>,
    /// How the turn ended.
    pub outcome: Outcome,
    /// How many runs claimed the turn.
    pub attempts: u32,
    /// Whether the turn asked the assistant again for what went to people when it failed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tried_again: bool,
    /// Whether the turn made up for a part of an earlier reply, to the same batch, that the channel
    /// could not deliver.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redelivered: bool,
    /// When the turn's first message was stored.
    pub opened_at: Timestamp,
    /// When the first run was due, as in [`Turn::due_at`](crate::Turn::due_at).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// When the first run claimed the turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<Timestamp>,
    /// When the turn's decision was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    /// When the last part of an answer was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// When the turn ended.
    pub ended_at: Timestamp,
    /// How long the steps took; nothing for a record of an earlier release.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub took: Took,
    /// What the assistant's answer cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// The model that gave the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What the assistant's server refused of the request, so that the answer was given without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// How many parts of the reply were dropped, since the contact wrote before they were sent.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub dropped: usize,
    /// The calls of tools that the assistant asked for, in their order.
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
    /// The cap because of which it went to people; none if it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_cap: Option<Cap>,
    /// Why the last failed attempt failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
}

impl TurnRecord {
    /// The record of a turn that its first run ended at once.
    pub fn ended(seq: Seq, batch: Range, outcome: Outcome, at: Timestamp) -> Self {
        Self {
            seq,
            batch,
            messages: 0,
            left_to_people: None,
            outcome,
            attempts: 1,
            tried_again: false,
            redelivered: false,
            opened_at: at,
            due_at: None,
            claimed_at: None,
            decided_at: None,
            sent_at: None,
            ended_at: at,
            took: Took::default(),
            usage: None,
            model: None,
            left_out: Vec::new(),
            dropped: 0,
            calls: Vec::new(),
            heard: None,
            seen: None,
            voice: None,
            over_cap: None,
            last_error: None,
        }
    }
}

/// How a turn ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every part of the reply was sent that was not dropped.
    Answered {
        /// How many parts were sent.
        parts: usize,
    },
    /// The turn went to the human queue.
    Transferred {
        /// Why.
        reason: Reason,
    },
    /// People took the conversation.
    TakenOver {
        /// How many parts the channel had already taken.
        parts_sent: usize,
    },
    /// People gave the conversation back before the transfer was queued; its messages open a
    /// window again.
    GivenBack,
    /// The integration was disabled; its messages are left to people.
    Disabled,
    /// Nothing was left to answer: its messages had expired, or the contact had deleted them.
    Expired,
    /// The desk has a transfer that was decided before.
    HandedOver {
        /// Whether the channel took the transfer message; `last_error` says why not.
        customer_told: bool,
    },
}

/// What the assistant's answers cost, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens read.
    pub input_tokens: u64,
    /// Of these, the tokens served from the provider's cache.
    pub cached_tokens: u64,
    /// Tokens written, reasoning included.
    pub output_tokens: u64,
}

impl Usage {
    /// Both together.
    #[must_use]
    pub const fn and(self, more: Self) -> Self {
        Self {
            input_tokens: self.input_tokens.saturating_add(more.input_tokens),
            cached_tokens: self.cached_tokens.saturating_add(more.cached_tokens),
            output_tokens: self.output_tokens.saturating_add(more.output_tokens),
        }
    }

    /// Tokens read and written.
    pub(crate) const fn tokens(self) -> u64 {
        self.input_tokens.saturating_add(self.output_tokens)
    }
}
