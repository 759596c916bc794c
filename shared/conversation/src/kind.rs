//! The kinds of conversations.

use serde::{Deserialize, Serialize};

/// Whom a conversation is with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A customer, who is reached through the integration's channel.
    #[default]
    Customer,
    /// Somebody who tries the integration in the console. The conversation is worked as a
    /// customer's, but reaches neither the channel nor the desk, and is answered also while the
    /// integration is disabled.
    Test,
}
