//! The contact wrote: store it, and be sure that somebody will look at it.

use crate::{
    ConversationKey, Incoming, IntegrationId, Policy, State, machine,
    policy::MAX_AGE,
    ports::{Clock, InboundPorts, PortError},
};

use super::{
    by_contact::{About, Receipt, change_by_contact},
    change::Change,
};

/// Stores a message of the contact's. An error means that the provider must send it again.
pub async fn receive<P: InboundPorts>(
    ports: &P,
    integration: &IntegrationId,
    key: &ConversationKey,
    policy: &Policy,
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
        let received = machine::receive(state, incoming, policy, now);
        Some(Change {
            message: Some(received.message),
            wake_up: received.wake_up,
            ..Change::from(received.state)
        })
    })
    .await
}
