//! Transfers: why a conversation goes to people, and the entry on the human queue that carries it
//! to them.

use serde::{Deserialize, Serialize};

use crate::{ContactName, ConversationId, IntegrationId, Kind, Link, Timestamp, time::rfc3339};

/// Why a conversation goes to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The assistant asked for a transfer.
    Requested,
    /// The assistant failed for good, or no attempt is left.
    AssistantFailed,
    /// The assistant failed again at what people have because it failed before. Nobody is told once
    /// more.
    StillFailing,
    /// The assistant refused to answer.
    Refused,
    /// The assistant's answer had no text.
    EmptyReply,
    /// Every message of the batch is past the channel's time limit for replies.
    TooOld,
    /// The channel refuses our reply for good.
    Undeliverable,
    /// The customer asked for a person by one of the phrases.
    Phrase,
    /// The budget of replies is spent.
    OverBudget,
    /// A reason that a later version knows.
    #[serde(other)]
    Unknown,
}

impl Reason {
    /// Whether the assistant, or its channel, did not do what it should.
    pub const fn is_failure(self) -> bool {
        match self {
            Self::AssistantFailed
            | Self::StillFailing
            | Self::Refused
            | Self::EmptyReply
            | Self::Undeliverable => true,
            Self::Requested | Self::TooOld | Self::Phrase | Self::OverBudget | Self::Unknown => {
                false
            }
        }
    }
}

/// A message on the human queue. A new version is a new variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum HumanQueueMessage {
    /// A transfer, in its first version.
    #[serde(rename = "transfer_v1")]
    TransferV1(Transfer),
    /// The transfer of a test. It is carried out like any other, but no consumer may take it for a
    /// customer's.
    #[serde(rename = "test_transfer_v1")]
    TestTransferV1(Transfer),
    /// The news that the assistant has answered what people had only because it failed.
    #[serde(rename = "recovered_v1")]
    RecoveredV1(Recovered),
}

impl HumanQueueMessage {
    /// The entry of a transfer.
    pub(crate) const fn of(kind: Kind, transfer: Transfer) -> Self {
        match kind {
            Kind::Customer => Self::TransferV1(transfer),
            Kind::Test => Self::TestTransferV1(transfer),
        }
    }

    /// The integration that the message belongs to.
    pub const fn integration_id(&self) -> &IntegrationId {
        match self {
            Self::TransferV1(transfer) | Self::TestTransferV1(transfer) => &transfer.integration_id,
            Self::RecoveredV1(recovered) => &recovered.integration_id,
        }
    }
}

/// The news for the desk that the assistant has answered messages at which it had failed. Nothing
/// depends on it, so that one that is lost, or comes twice, does no harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovered {
    /// The integration.
    pub integration_id: IntegrationId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The turn that answered, which is the same on every repeat of this message.
    pub turn_id: String,
    /// When the answer was decided.
    #[serde(with = "rfc3339")]
    pub at: Timestamp,
}

/// A transfer.
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
    /// The message that tells the customer.
    pub transfer_message: String,
    /// The reason.
    pub reason: Reason,
    /// The summary for the people who take over.
    pub summary: String,
    /// The turn that decided the transfer, which is the same on every repeat of this message.
    pub turn_id: String,
    /// When the transfer was decided.
    #[serde(with = "rfc3339")]
    pub at: Timestamp,
    /// The link to the commit that the entry was sent for; none in earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
}

/// The contact, as a transfer names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferContact {
    /// The channel's own name of the contact.
    pub id: ContactName,
    /// The contact's own display name.
    pub name: Option<String>,
}
