//! A transfer on its way to people, and what they should know of it.

use serde::{Deserialize, Serialize};

use crate::{Later, Lease, Range, Reason, Seq, Timestamp, Token, Window};

/// A transfer on its way to the desk, from the commit that decides it until the desk has it.
/// Whoever takes the conversation over, or gives it back, ends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The turn that decided it.
    pub turn: Seq,
    /// That turn's batch.
    pub batch: Range,
    /// What opens again when it is given back before anybody knows of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// The token of its entry on the human queue: any other is void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Token>,
    /// The run that works on it.
    pub lease: Lease,
    /// How many runs have claimed it.
    pub attempts: u32,
    /// How many of them were over when the desk's next step was first to be taken.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub attempts_before_step: u32,
    /// When the first of them did.
    pub claimed_at: Option<Timestamp>,
    /// Whether the contact knows.
    pub told: Told,
    /// The desk that has taken steps.
    pub desk: Option<String>,
    /// How many of its steps are taken.
    pub desk_steps: u32,
    /// Why the last attempt failed, in a form fit for logs.
    pub last_error: Option<String>,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

impl Handover {
    /// Whether neither the contact nor the desk has heard of it.
    pub(crate) fn is_unheard_of(&self) -> bool {
        self.told != Told::Yes && self.desk_steps == 0
    }

    /// How many runs have had the chance to take the desk's next step.
    pub(crate) const fn attempts_at_step(&self) -> u32 {
        self.attempts.saturating_sub(self.attempts_before_step)
    }

    /// At which step a desk begins: one that the settings name since, at the first.
    pub(crate) fn next_step_at(&self, desk: &str) -> u32 {
        match self.desk.as_deref() == Some(desk) {
            true => self.desk_steps,
            false => 0,
        }
    }
}

/// What people should know of a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    /// Why it was made.
    pub reason: Reason,
    /// What it is about.
    pub summary: String,
    /// When it was decided.
    pub at: Timestamp,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

/// Whether the contact knows that the conversation goes to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// Not yet.
    NotYet,
    /// The channel has taken the transfer message.
    Yes,
    /// The channel would not take it.
    No {
        /// Why, in a form fit for logs.
        why: String,
    },
}
