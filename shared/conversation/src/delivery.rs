//! Delivery reports: what becomes of a sent message once the channel has taken it.

use serde::{Deserialize, Serialize};

use crate::{Contact, Later, MessageId, Range, Seq, Timestamp};

/// How far a sent message came on its way to the contact. A message that reached one of the
/// contact's devices has reached the contact, whatever is reported of the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// The message is on the contact's device.
    Delivered,
    /// The contact has opened the message.
    Read,
    /// The channel could not deliver the message after all.
    Failed {
        /// Why, in a form fit for logs.
        why: String,
    },
}

impl Delivery {
    /// The rank by which the more telling of two reports is kept, since reports come in any order.
    pub const fn rank(&self) -> u64 {
        match self {
            Self::Failed { .. } => 1,
            Self::Delivered => 2,
            Self::Read => 3,
        }
    }
}

/// A channel's report of how far a sent message came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    /// The contact that the message was sent to.
    pub contact: Contact,
    /// The id that the channel gave the message when it was sent.
    pub id: MessageId,
    /// How far the message came.
    pub delivery: Delivery,
}

/// The turn that a sent message belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOf {
    /// The turn's number.
    pub turn: Seq,
    /// The turn's batch.
    pub batch: Range,
    /// The number of the part in its reply; none for a message of earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
}

/// A part of a reply that the channel had taken and could not deliver. A turn of its own makes up
/// for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    /// The part's sequence number. Parts are made up for in the order in which they were said.
    #[serde(default)]
    pub seq: Seq,
    /// The channel's id of the part.
    pub id: MessageId,
    /// The batch that the part answers.
    pub batch: Range,
    /// Whether the part was a voice. A voice is sent again as text; for any other part, people get
    /// the conversation.
    pub voice: bool,
    /// Why, in a form fit for logs.
    pub why: String,
    /// When the report came.
    pub at: Timestamp,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}
