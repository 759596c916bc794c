//! A transfer: why a conversation goes to people, and the entry on the human queue that carries it to them.

use serde::{Deserialize, Serialize};

use crate::{ContactName, ConversationId, IntegrationId, Link, Timestamp, time::rfc3339};

/// Why a conversation goes to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The assistant asked for it.
    Requested,
    /// A permanent error, or no attempt is left.
    AssistantFailed,
    /// It failed again for what people have already because it failed: nobody is told once more.
    StillFailing,
    /// The assistant would not answer.
    Refused,
    /// The assistant's answer had no text.
    EmptyReply,
    /// Every message of the batch is past the channel's time limit for replies.
    TooOld,
    /// The channel refuses our reply for good.
    Undeliverable,
    /// The customer asked for a person in so many words.
    Phrase,
    /// The integration's budget is spent.
    OverBudget,
    /// One that a later version knows.
    #[serde(other)]
    Unknown,
}

/// What the human queue carries, one message for each thing. A new version is a new variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum HumanQueueMessage {
    /// The first version.
    #[serde(rename = "transfer_v1")]
    TransferV1(Transfer),
    /// The assistant answers again what people had only because it failed.
    #[serde(rename = "recovered_v1")]
    RecoveredV1(Recovered),
}

impl HumanQueueMessage {
    /// The integration that it is of.
    pub const fn integration_id(&self) -> &IntegrationId {
        match self {
            Self::TransferV1(transfer) => &transfer.integration_id,
            Self::RecoveredV1(recovered) => &recovered.integration_id,
        }
    }
}

/// What the desk is to hear: the assistant has answered what it had failed at before. Nothing depends
/// on it, so that one which is lost, or comes twice, does no harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovered {
    /// The integration.
    pub integration_id: IntegrationId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The turn that answered: the same on every repeat of this message.
    pub turn_id: String,
    /// When the answer was decided.
    #[serde(with = "rfc3339")]
    pub at: Timestamp,
}

/// One transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The integration.
    pub integration_id: IntegrationId,
    /// The contact.
    pub contact: TransferContact,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The queue's id at the desk.
    pub queue: String,
    /// What the customer is told.
    pub transfer_message: String,
    /// Why.
    pub reason: Reason,
    /// What the people should know.
    pub summary: String,
    /// The turn that decided it: the same on every repeat of this message.
    pub turn_id: String,
    /// When it was decided.
    #[serde(with = "rfc3339")]
    pub at: Timestamp,
    /// What ties this entry to the commit that it was sent for; none in earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
}

/// The contact, as a transfer names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferContact {
    /// The channel's own name of the contact.
    pub id: ContactName,
    /// What the contact calls themselves.
    pub name: Option<String>,
}
