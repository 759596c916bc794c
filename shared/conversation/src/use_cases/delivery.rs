//! A channel tells what became of a message of ours.

use std::time::Duration;

use crate::{
    ConversationKey, Decision, Delivery, DeliveryReport, IntegrationId, Later, Policy, State,
    Undelivered,
    machine::{self, Change},
    policy::REPLY_LIMIT,
    ports::{Clock, Conversations, InboundPorts, PortError},
};

use super::{
    by_contact::{About, Receipt, change_by_contact},
    known::{Known, find},
};

/// How often, and for how long, a failure waits for the part that it is about to be recorded.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const LOOK_FOR: Duration = Duration::from_secs(2);

/// Notes how far a message of ours came. A part of a reply that could not be delivered is made up for:
/// a voice by a text, anything else by people. An error means that the provider must tell again.
pub async fn delivery_reported<P: InboundPorts>(
    ports: &P,
    integration: &IntegrationId,
    key: &ConversationKey,
    policy: &Policy,
    report: &DeliveryReport,
) -> Result<Receipt, PortError> {
    let until = ports.clock().now().plus(LOOK_FOR);
    let (known, message) = loop {
        let found = find(ports, integration, key, &report.contact, &report.id);
        let Some(mut known) = found.await? else {
            return Ok(Receipt::Unchanged);
        };
        if let Some(message) = known.message.take().filter(|message| message.is_ours()) {
            break (known, message);
        }
        // Of everything else that goes out we keep no id.
        let is_ours = matches!(report.delivery, Delivery::Failed { .. }) && replies(&known.state);
        let now = ports.clock().now();
        match is_ours {
            true if now < until => ports.clock().sleep_until(now.plus(LOOK_EVERY)).await,
            true => return Err(PortError::new("what failed is not recorded yet")),
            false => return Ok(Receipt::Unchanged),
        }
    };
    let Known { conversation, .. } = known;
    let table = ports.conversations();
    table
        .note_delivery(&conversation, message.seq, &report.delivery)
        .await?;
    let (Delivery::Failed { why }, Some(part)) = (&report.delivery, message.part_of) else {
        return Ok(Receipt::Noted);
    };
    if ports.clock().now().since(message.sent_at) > REPLY_LIMIT {
        return Ok(Receipt::Noted);
    }
    let ids = failure_of(report).into_iter().collect::<Vec<_>>();
    let about = About {
        integration,
        key,
        returns: policy.returns(),
        contact: &report.contact,
        ids: &ids,
    };
    change_by_contact(ports, about, |state, now| {
        let failed = Undelivered {
            id: report.id.clone(),
            batch: part.batch,
            voice: message.voice,
            why: why.clone(),
            at: now,
            later: Later::NONE,
        };
        let state = state?;
        let changed = machine::undelivered(state.clone(), failed, now);
        Some(changed.unwrap_or_else(|| Change::from(state)))
    })
    .await
}

/// Whether a reply is on its way out, of which a part may not be recorded yet.
fn replies(state: &State) -> bool {
    let turn = state.turn.as_ref();
    turn.is_some_and(|turn| matches!(turn.decision, Some(Decision::Reply { .. })))
}

/// By which a repeat of the report is known: no id of a message looks like it.
fn failure_of(report: &DeliveryReport) -> Option<crate::MessageId> {
    crate::MessageId::parse(&format!("failed:{}", report.id.as_str())).ok()
}
