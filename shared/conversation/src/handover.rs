//! A transfer on its way to people, and what people should know of it.

use serde::{Deserialize, Serialize};

use crate::{Later, Lease, Range, Reason, Seq, Timestamp, Token, Window};

/// A transfer on its way to the desk, from the commit that decides it until the desk has it. Taking
/// the conversation over, or giving it back, ends the transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The turn that decided the transfer.
    pub turn: Seq,
    /// That turn's batch.
    pub batch: Range,
    /// The window that opens again if the conversation is given back before anybody knows of the
    /// transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// When the transfer was decided.
    pub decided_at: Timestamp,
    /// The token of the transfer's entry on the human queue. An entry with any other token is void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Token>,
    /// The run that works on the transfer.
    pub lease: Lease,
    /// How many runs have claimed the transfer.
    pub attempts: u32,
    /// How many of these runs had ended when the desk's next step was first to be taken.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub attempts_before_step: u32,
    /// When the first run claimed the transfer.
    pub claimed_at: Option<Timestamp>,
    /// Whether the contact has been told.
    pub told: Told,
    /// The desk that has taken steps.
    pub desk: Option<String>,
    /// How many of the desk's steps are done.
    pub desk_steps: u32,
    /// Why the last attempt failed, in a form fit for logs.
    pub last_error: Option<String>,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

impl Handover {
    /// Whether neither the contact nor the desk has been told of the transfer.
    pub(crate) fn is_unheard_of(&self) -> bool {
        self.told != Told::Yes && self.desk_steps == 0
    }

    /// How many runs have had the chance to take the desk's next step.
    pub(crate) const fn attempts_at_step(&self) -> u32 {
        self.attempts.saturating_sub(self.attempts_before_step)
    }

    /// The step at which a desk begins: the first, if the settings have named another desk since.
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
    /// Why the transfer was made.
    pub reason: Reason,
    /// The summary of the conversation.
    pub summary: String,
    /// When the transfer was decided.
    pub at: Timestamp,
    /// Whether a person has written since.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub answered: bool,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

/// Whether the contact has been told that the conversation goes to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// Not yet.
    NotYet,
    /// The channel has taken the transfer message.
    Yes,
    /// The channel refused the transfer message.
    No {
        /// Why, in a form fit for logs.
        why: String,
    },
}
