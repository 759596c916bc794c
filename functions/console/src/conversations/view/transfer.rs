//! Transfers, as the API shows them.

use conversation::{ConversationRef, Reason, Told};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::At;

/// What people should know of a transfer.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Transferred {
    #[schemars(schema_with = "reason")]
    reason: Reason,
    summary: String,
    at: At,
}

impl Transferred {
    pub(crate) fn new(transfer: &conversation::Transferred) -> Self {
        Self {
            reason: transfer.reason,
            summary: transfer.summary.clone(),
            at: transfer.at.into(),
        }
    }
}

/// The reasons for a transfer.
pub(crate) fn reason(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "string",
        "description": "requested, phrase, assistant_failed, still_failing, refused, empty_reply, \
                        too_old, undeliverable, over_budget; accept ones that you do not know.",
    })
}

/// A transfer on its way to the desk.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Handover {
    turn_id: String,
    decided_at: At,
    /// Whether the channel has accepted the message that tells the customer of the transfer.
    customer_told: CustomerTold,
    not_told_because: Option<String>,
    /// How many of the desk's steps are done.
    desk_steps: u32,
    attempts: u32,
    last_error: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum CustomerTold {
    NotYet,
    Yes,
    No,
}

impl Handover {
    pub(crate) fn new(of: &ConversationRef, handover: &conversation::Handover) -> Self {
        let (customer_told, not_told_because) = match &handover.told {
            Told::NotYet => (CustomerTold::NotYet, None),
            Told::Yes => (CustomerTold::Yes, None),
            Told::No { why } => (CustomerTold::No, Some(why.clone())),
        };
        Self {
            turn_id: of.turn_id(handover.turn),
            decided_at: handover.decided_at.into(),
            customer_told,
            not_told_because,
            desk_steps: handover.desk_steps,
            attempts: handover.attempts,
            last_error: handover.last_error.clone(),
        }
    }
}
