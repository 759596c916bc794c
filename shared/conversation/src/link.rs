//! Links, which tie a queue message to the one commit that knows it.
//!
//! A message is sent before the commit that needs it. Each message carries a random token, which
//! the commit notes in the state; a message whose token the state does not hold is void. So one
//! step is taken however many copies and deliveries there are, and void messages send nothing.

use serde::{Deserialize, Serialize};

use crate::{Token, ports::Versioned};

/// The message's side of the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The token that the state holds of the message.
    pub token: Token,
    /// The version on top of which the state with the token is written.
    pub follows: u64,
}

/// How a message stands to the state that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The conversation goes on by this message.
    Counts,
    /// The commit that the message was sent for is not written yet, or never will be.
    Early,
    /// Another message counts, or none does.
    Void,
}

/// How a message with `link` stands to the state that was read, which holds `known`. States and
/// messages of earlier releases have no token; at that time each message counted.
pub(crate) fn standing(link: Option<Link>, known: Option<Token>, read: &Versioned) -> Standing {
    match (known, link) {
        (None, _) => Standing::Counts,
        (Some(known), Some(link)) if link.token == known => Standing::Counts,
        (Some(_), Some(link)) if read.version <= link.follows => Standing::Early,
        (Some(_), _) => Standing::Void,
    }
}
