//! People take a conversation, write in it, and give it back.

use crate::{
    Contact, ConversationKey, Incoming, IntegrationId, Owner, Policy, ReplyAddress, State, machine,
    policy::MAX_AGE,
    ports::{Clock, InboundPorts, PortError},
};

use super::{
    by_contact::{About, Receipt, change_by_contact},
    change::Change,
};

/// People took the conversation, perhaps before the contact ever wrote.
pub async fn people_took_over<P: InboundPorts>(
    ports: &P,
    integration: &IntegrationId,
    key: &ConversationKey,
    contact: &Contact,
    reply_address: &ReplyAddress,
) -> Result<Receipt, PortError> {
    let about = About {
        integration,
        key,
        contact,
        message: None,
    };
    change_by_contact(ports, about, |state, now| {
        let before =
            state.unwrap_or_else(|| State::new(contact.clone(), reply_address.clone(), now));
        let idle = before.turn.is_none();
        if idle && matches!(before.owner, Owner::People { .. }) {
            return None;
        }
        let (mut state, trail) = machine::take_over(before, now);
        state.reply_address = reply_address.clone();
        Some(Change {
            trail,
            ..Change::from(state)
        })
    })
    .await
}

/// Somebody at the desk wrote to the contact: a take-over, with words.
pub async fn person_wrote<P: InboundPorts>(
    ports: &P,
    integration: &IntegrationId,
    key: &ConversationKey,
    incoming: &Incoming,
) -> Result<Receipt, PortError> {
    if ports.clock().now().since(incoming.sent_at) > MAX_AGE {
        return Ok(Receipt::TooOld);
    }
    let about = About {
        integration,
        key,
        contact: &incoming.contact,
        message: Some(&incoming.id),
    };
    change_by_contact(ports, about, |state, now| {
        let state = state.unwrap_or_else(|| {
            let address = incoming.reply_address.clone();
            State::new(incoming.contact.clone(), address, now)
        });
        let (state, message, trail) = machine::person_message(state, incoming, now);
        Some(Change {
            message: Some(message),
            trail,
            ..Change::from(state)
        })
    })
    .await
}

/// People gave the conversation back to the assistant.
pub async fn people_gave_back<P: InboundPorts>(
    ports: &P,
    integration: &IntegrationId,
    key: &ConversationKey,
    policy: &Policy,
    contact: &Contact,
) -> Result<Receipt, PortError> {
    let about = About {
        integration,
        key,
        contact,
        message: None,
    };
    change_by_contact(ports, about, |state, now| {
        let released = machine::release(state?, policy.interval, now)?;
        Some(Change {
            trail: released.trail,
            wake_up: released.wake_up,
            ..Change::from(released.state)
        })
    })
    .await
}
