//! Delivery reports of a channel.

use crate::{
    Decision, Delivery, DeliveryReport, Later, Message, MessageId, State, Undelivered,
    budgets::{LOOK_FOR_PART, LOOK_FOR_PART_EVERY},
    machine,
    policy::REPLY_LIMIT,
    ports::{Clock, Conversations, InboundPorts, PortError},
};

use super::{
    event::Scope,
    known::{Known, SAID_BEFORE, find},
    store_event::{Receipt, Subject, store_event},
};

/// Notes how far a sent message came. A part of a reply that could not be delivered is made up for:
/// a voice by a text, any other part by people. An error means that the provider must report again.
pub(super) async fn delivery_reported<P: InboundPorts>(
    ports: &P,
    scope: Scope<'_>,
    report: &DeliveryReport,
) -> Result<Receipt, PortError> {
    let Some((known, message)) = part(ports, scope, report).await? else {
        return Ok(Receipt::Unchanged);
    };
    let told = message.delivery.as_ref().map_or(0, Delivery::rank);
    if told < report.delivery.rank() {
        let noted = ports.conversations();
        noted
            .note_delivery(&known.conversation, message.seq, &report.delivery)
            .await?;
    }
    let reached = matches!(message.delivery, Some(Delivery::Delivered | Delivery::Read));
    let (Delivery::Failed { why }, Some(part), false) =
        (&report.delivery, message.part_of, reached)
    else {
        return Ok(Receipt::Noted);
    };
    if ports.clock().now().since(message.sent_at) > REPLY_LIMIT {
        return Ok(Receipt::Noted);
    }
    // No id of a message looks like it.
    let id = MessageId::parse(&format!("failed:{}", report.id.as_str()));
    let ids: Vec<MessageId> = id.into_iter().collect();
    let subject = Subject {
        scope,
        contact: &report.contact,
        at: SAID_BEFORE,
        ids: &ids,
        renamed: None,
    };
    let stored = store_event(ports, subject, |state, now| {
        // Erased meanwhile, and begun anew.
        let state = state.filter(|state| part.turn >= state.first_seq)?;
        let failed = Undelivered {
            seq: message.seq,
            id: report.id.clone(),
            batch: part.batch,
            voice: message.voice,
            why: why.clone(),
            at: now,
            later: Later::NONE,
        };
        machine::undelivered(state, failed, now)
    });
    Ok(match stored.await? {
        Receipt::Unchanged => Receipt::Noted,
        stored => stored,
    })
}

/// The sent message that a report names. A report of a failure may come before our own record of
/// the message.
async fn part<P: InboundPorts>(
    ports: &P,
    scope: Scope<'_>,
    report: &DeliveryReport,
) -> Result<Option<(Known, Message)>, PortError> {
    let until = ports.clock().now().plus(LOOK_FOR_PART);
    loop {
        let who = (&report.contact, SAID_BEFORE);
        let found = find(ports, scope, who, &report.id);
        let Some(mut known) = found.await? else {
            return Ok(None);
        };
        if let Some(message) = known.message.take().filter(Message::is_ours) {
            return Ok(Some((known, message)));
        }
        // Of everything else that goes out we may keep no id.
        let failed = matches!(report.delivery, Delivery::Failed { .. });
        let now = ports.clock().now();
        let again = now.plus(LOOK_FOR_PART_EVERY);
        match failed && is_sending(&known.read.state) {
            true if now < until => ports.clock().sleep_until(again).await,
            true => return Err(PortError::new("what failed is not recorded yet")),
            false => return Ok(None),
        }
    }
}

/// Whether a part of a reply may have been sent and not recorded yet.
fn is_sending(state: &State) -> bool {
    let turn = state.turn.as_ref();
    let decision = turn.and_then(|turn| turn.decision.as_ref());
    matches!(decision, Some(Decision::Reply { parts, .. }) if parts.iter().any(|part| !part.sent))
}
