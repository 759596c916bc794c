//! An entry of the human queue: first the contact is told, then the desk.

mod run;

use std::time::Duration;

use crate::{
    ConversationRef, State, Timestamp, Told, Transfer,
    budgets::{CLAIM_CONFLICT_TIMEOUT, EARLY_ENTRY, IN_PLACE},
    machine::{self, Change, HandoverClaim},
    ports::{Clock, Conversations, HandOverPorts, PortError, Random},
};

use super::lease::{ConflictTimeout, claim_once, lease};
use run::Run;

/// What is to be done with the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandedOver {
    /// People have taken the conversation from this run. Delete the entry.
    Done,
    /// The desk has the conversation already, another entry counts, or people have taken or given
    /// back the conversation. Delete the entry.
    Void,
    /// Another run works on the transfer, or it is too early. Let the same entry come again.
    Wait {
        /// After this time.
        after: Duration,
    },
    /// The desk has the conversation. Delete the entry.
    Ended {
        /// Whether the contact was told.
        told: Told,
    },
    /// The transfer failed for now, and its successor is in the queue. Delete the entry.
    Later {
        /// When the successor comes.
        after: Duration,
        /// Why the transfer failed, in a form fit for logs.
        error: String,
    },
    /// The transfer has failed for too long, and is in the dead-letter queue. Delete the entry.
    Exhausted {
        /// Why the transfer failed, in a form fit for logs.
        error: String,
    },
}

/// Carries a transfer out. `deadline` is when the invocation ends, done or not. An error means that
/// the entry must come again.
pub async fn hand_over<P: HandOverPorts>(
    ports: &P,
    transfer: &Transfer,
    deadline: Timestamp,
) -> Result<HandedOver, PortError> {
    let conversation = ConversationRef {
        integration: transfer.integration_id.clone(),
        id: transfer.conversation_id.clone(),
    };
    let Some(turn) = conversation.turn_of(&transfer.turn_id) else {
        return Err(PortError::new(
            "the transfer's turn id is not of its conversation",
        ));
    };
    let timeout = ConflictTimeout::of(ports, CLAIM_CONFLICT_TIMEOUT);
    loop {
        let Some(read) = ports.conversations().state(&conversation).await? else {
            return Ok(HandedOver::Void);
        };
        let now = ports.clock().now();
        let token = ports.random().token();
        let lease = lease(token, deadline);
        let state = match machine::claim_handover(&read, turn, transfer.link, lease, now) {
            HandoverClaim::Void => return Ok(HandedOver::Void),
            HandoverClaim::Early => return Ok(HandedOver::Wait { after: EARLY_ENTRY }),
            HandoverClaim::Wait(at) if at.since(now) <= IN_PLACE => {
                ports.clock().sleep_until(at).await;
                continue;
            }
            HandoverClaim::Wait(at) => {
                let after = at.since(now);
                return Ok(HandedOver::Wait { after });
            }
            HandoverClaim::Claimed(state) => *state,
        };
        let held = |state: &State| state.handover_is_of(token);
        let change = Change::from(state);
        let claimed = claim_once(ports, &conversation, &read, change, None, held).await?;
        let Some(known) = claimed else {
            timeout.after_conflict(ports).await?;
            continue;
        };
        let run = Run {
            ports,
            transfer,
            conversation,
            turn,
            token,
            known,
            deadline,
        };
        return run.go().await;
    }
}
