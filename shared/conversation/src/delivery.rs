//! What becomes of a message of ours once the channel has taken it.

use serde::{Deserialize, Serialize};

use crate::{Contact, Later, MessageId, Range, Seq, Timestamp};

/// How far a message of ours came on its way to the contact. What reached one of the contact's devices
/// has reached them, whatever is told of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// It is on the contact's device.
    Delivered,
    /// The contact has opened it.
    Read,
    /// The channel could not deliver it after all.
    Failed {
        /// Why, in a form fit for logs.
        why: String,
    },
}

impl Delivery {
    /// By which of two reports, that come in any order, tells more.
    pub const fn rank(&self) -> u64 {
        match self {
            Self::Failed { .. } => 1,
            Self::Delivered => 2,
            Self::Read => 3,
        }
    }
}

/// A channel tells how far a message of ours came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    /// To whom it was sent.
    pub contact: Contact,
    /// The id that the channel gave it when it was sent.
    pub id: MessageId,
    /// How far.
    pub delivery: Delivery,
}

/// Which turn a message of ours is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOf {
    /// The turn's number.
    pub turn: Seq,
    /// Its batch.
    pub batch: Range,
}

/// A part of a reply that the channel had taken and could not deliver. A turn of its own makes up
/// for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    /// The part's number: what was said first is made up for first.
    #[serde(default)]
    pub seq: Seq,
    /// Its id.
    pub id: MessageId,
    /// The batch that it answers.
    pub batch: Range,
    /// Whether it was a voice: that goes out as text. Anything else goes to people.
    pub voice: bool,
    /// Why, in a form fit for logs.
    pub why: String,
    /// When we heard of it.
    pub at: Timestamp,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}
