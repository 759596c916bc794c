//! Conversations that people have although none of them asked for it, or did anything yet.

use serde::{Deserialize, Serialize};

use crate::{Timestamp, Window, policy::REPLIES_COUNT_FOR};

/// Why people have a conversation in which none of them has done anything. As long as nobody does, it
/// comes back as soon as that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unattended {
    /// The assistant failed.
    AssistantFailed {
        /// The messages that it failed to answer, and all since.
        window: Window,
        /// When it was last asked in vain.
        tried_at: Timestamp,
    },
    /// The integration was disabled.
    Disabled,
}

/// The replies of an hour: what two bots that answer each other are stopped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Replies {
    /// When the hour began.
    pub since: Timestamp,
    /// How many replies were decided in it.
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
