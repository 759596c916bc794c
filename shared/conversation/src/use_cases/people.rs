//! What people do, as webhooks tell it: they take a conversation, write in it, and give it back.

use crate::{
    DeskEvent, Holder, Incoming, State,
    machine::{self, Change},
    policy::MAX_AGE,
    ports::{Clock, InboundPorts, PortError},
};

use super::{
    event::Scope,
    store_event::{Receipt, Subject, store_event},
};

/// A desk's word on who has the conversation, perhaps before the contact ever wrote.
pub(super) async fn desk_told<P: InboundPorts>(
    ports: &P,
    scope: Scope<'_>,
    event: &DeskEvent,
) -> Result<Receipt, PortError> {
    let subject = Subject {
        scope,
        contact: &event.contact,
        at: event.at.unwrap_or_else(|| ports.clock().now()),
        ids: &event.ids,
        renamed: None,
    };
    store_event(ports, subject, |state, now| {
        let before = match state {
            Some(state) => state,
            None if event.holder == Holder::People => {
                State::new(event.contact.clone(), event.reply_address.clone(), now)
            }
            None => return None,
        };
        let change = machine::desk_event(before.clone(), event, scope.policy, now);
        // What changes nothing is remembered all the same: its repeat might.
        (change.state != before || !event.ids.is_empty()).then_some(change)
    })
    .await
}

/// The message of a person at the desk, by which they take the conversation over.
pub(super) async fn person_wrote<P: InboundPorts>(
    ports: &P,
    scope: Scope<'_>,
    incoming: &Incoming,
) -> Result<Receipt, PortError> {
    if ports.clock().now().since(incoming.sent_at) > MAX_AGE {
        return Ok(Receipt::TooOld);
    }
    let subject = Subject::message(scope, incoming);
    store_event(ports, subject, |state, now| {
        let state = state.unwrap_or_else(|| State::of(incoming, now));
        Some(machine::person_message(state, incoming, scope.policy, now))
    })
    .await
}

/// The note of a person at the desk, which the contact does not see. It matters only if it is the
/// release keyword.
pub(super) async fn person_noted<P: InboundPorts>(
    ports: &P,
    scope: Scope<'_>,
    incoming: &Incoming,
) -> Result<Receipt, PortError> {
    if !scope.policy.is_release_keyword(incoming) {
        return Ok(Receipt::Unchanged);
    }
    let subject = Subject::message(scope, incoming);
    store_event(ports, subject, |state, now| {
        let state = state?;
        let released = machine::give_back(state.clone(), scope.policy, now);
        let released = released.filter(|_| !machine::is_of_the_past(&state, incoming));
        Some(released.unwrap_or_else(|| Change::from(state)))
    })
    .await
}
