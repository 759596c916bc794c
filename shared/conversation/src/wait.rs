//! How long messages are collected, and which of them need no wait.

use std::time::Duration;

use crate::{Incoming, Phrases};

/// How long a window collects messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// For this long, counted from the first message or from the last reply, whichever is later.
    Fixed(Duration),
    /// Until the contact is quiet. The last reply does not count.
    Quiet {
        /// For how long no message came.
        quiet: Duration,
        /// The most, counted from the first message.
        max: Duration,
    },
}

/// The messages that need no wait. The default is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnswerAtOnce {
    /// The phrases of which such a message holds one.
    pub phrases: Phrases,
    /// Whether a tapped button is one.
    pub buttons: bool,
}

impl AnswerAtOnce {
    /// Whether a message needs no wait.
    pub(crate) fn is_for(&self, said: &Incoming) -> bool {
        (self.buttons && said.button) || self.phrases.found_in(&said.text)
    }
}
