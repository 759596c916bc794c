//! The caps on what the assistant may cost.

use serde::{Deserialize, Serialize};

/// A cap that leaves no room for another question. The names are those of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cap {
    /// Replies to one contact in an hour.
    MaxRepliesPerHour,
    /// Tokens of one turn.
    MaxTurnTokens,
    /// Tokens of one contact in a day.
    MaxContactDayTokens,
    /// Tokens of the integration in a day.
    MaxDayTokens,
    /// A cap that a later version knows.
    #[serde(other)]
    Unknown,
}

/// How many tokens the assistant may take, read and written together. Each is none for no cap. A day
/// is one of UTC.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caps {
    /// The most tokens for one turn: all questions of all of its attempts, those after calls of tools
    /// too.
    pub max_turn_tokens: Option<u64>,
    /// The most tokens for one contact in a day.
    pub max_contact_day_tokens: Option<u64>,
    /// The most tokens for all contacts together in a day.
    pub max_day_tokens: Option<u64>,
    /// The message that tells the contact of a transfer because of a cap; none for the usual one.
    pub message: Option<String>,
}
