//! Conversations that people have, although none of them asked for it or has done anything yet.

use serde::{Deserialize, Serialize};

use crate::{Timestamp, Window, policy::REPLIES_COUNT_FOR};

/// Why people have a conversation in which none of them has done anything. As long as nobody does,
/// the conversation returns to the assistant once the reason is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unattended {
    /// The assistant failed.
    AssistantFailed {
        /// The messages that the assistant failed to answer, and all later ones.
        window: Window,
        /// When the assistant was last asked in vain.
        tried_at: Timestamp,
    },
    /// The integration was disabled.
    Disabled,
}

/// The count of replies in an hour, which stops two bots that answer each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Replies {
    /// When the hour began.
    pub since: Timestamp,
    /// How many replies were decided in that hour.
    pub count: u32,
}

impl Replies {
    /// How many replies count against the limit now.
    pub fn at(self, now: Timestamp) -> u32 {
        if now.since(self.since) < REPLIES_COUNT_FOR {
            self.count
        } else {
            0
        }
    }

    pub(crate) fn and_one(self, now: Timestamp) -> Self {
        let count = self.at(now);
        Self {
            since: if count == 0 { now } else { self.since },
            count: count + 1,
        }
    }
}
