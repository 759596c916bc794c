//! What a webhook tells of people: they take a conversation, write in it, and give it back.

use crate::{
    ConversationKey, DeskEvent, Incoming, IntegrationId, Policy, State,
    machine::{self, Change},
    policy::MAX_AGE,
    ports::{Clock, InboundPorts, PortError},
};

use super::by_contact::{About, Receipt, change_by_contact};

/// Something happened at the desk; `taken` when its people have the conversation now, perhaps
/// before the contact ever wrote.
pub async fn desk_told<P: InboundPorts>(
    ports: &P,
    integration: &IntegrationId,
    key: &ConversationKey,
    policy: &Policy,
    event: &DeskEvent,
    taken: bool,
) -> Result<Receipt, PortError> {
    let about = About {
        integration,
        key,
        returns: policy.returns(),
        contact: &event.contact,
        at: event.at.unwrap_or_else(|| ports.clock().now()),
        ids: &event.ids,
        renamed: None,
    };
    change_by_contact(ports, about, |state, now| {
        let before = match state {
            Some(state) => state,
            None if taken => State::new(event.contact.clone(), event.reply_address.clone(), now),
            None => return None,
        };
        let change = machine::desk_event(before.clone(), taken, event, policy, now);
        // What changes nothing is remembered all the same: its repeat might.
        (change.state != before || !event.ids.is_empty()).then_some(change)
    })
    .await
}

/// Somebody at the desk wrote to the contact: a take-over, with words.
pub async fn person_wrote<P: InboundPorts>(
    ports: &P,
    integration: &IntegrationId,
    key: &ConversationKey,
    policy: &Policy,
    incoming: &Incoming,
) -> Result<Receipt, PortError> {
    if ports.clock().now().since(incoming.sent_at) > MAX_AGE {
        return Ok(Receipt::TooOld);
    }
    let about = About::message(integration, key, policy, incoming);
    change_by_contact(ports, about, |state, now| {
        let state = state.unwrap_or_else(|| State::of(incoming, now));
        Some(machine::person_message(state, incoming, policy, now))
    })
    .await
}

/// Somebody at the desk wrote what the contact does not see. Only the release keyword in it means
/// anything to us.
pub async fn person_noted<P: InboundPorts>(
    ports: &P,
    integration: &IntegrationId,
    key: &ConversationKey,
    policy: &Policy,
    incoming: &Incoming,
) -> Result<Receipt, PortError> {
    if !policy.is_release_keyword(&incoming.text) {
        return Ok(Receipt::Unchanged);
    }
    let about = About::message(integration, key, policy, incoming);
    change_by_contact(ports, about, |state, now| {
        let state = state?;
        let released = machine::give_back(state.clone(), policy, now);
        let released = released.filter(|_| !machine::is_of_the_past(&state, incoming));
        Some(released.unwrap_or_else(|| Change::from(state)))
    })
    .await
}
