//! What ties a queue message to the one commit that knows it.
//!
//! A message is sent before the commit that needs it, and each carries a random token, which that
//! commit notes in the state. One whose token the state does not hold is void. So of however many
//! copies and deliveries one step is taken, and those that are void send nothing.

use serde::{Deserialize, Serialize};

use crate::{Token, ports::Versioned};

/// A message's side of the tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What the state holds of it.
    pub token: Token,
    /// The version on top of which the state that holds it is written.
    pub follows: u64,
}

/// What a link says of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The conversation goes on by it.
    Counts,
    /// The commit that it was sent for is not written yet, or never will be.
    Early,
    /// Another message counts, or none.
    Void,
}

/// How a message with `link` stands to what was read, where the state holds `known`. States and
/// messages of earlier releases have no token; before there was one, each message counted.
pub(crate) fn standing(link: Option<Link>, known: Option<Token>, read: &Versioned) -> Standing {
    match (known, link) {
        (None, _) => Standing::Counts,
        (Some(known), Some(link)) if link.token == known => Standing::Counts,
        (Some(_), Some(link)) if read.version <= link.follows => Standing::Early,
        (Some(_), _) => Standing::Void,
    }
}
