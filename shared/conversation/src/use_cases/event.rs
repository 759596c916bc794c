//! Events of webhooks. Each kind has a use case of its own.

use crate::{
    ConversationKey, Event, IntegrationId, Policy,
    ports::{InboundPorts, PortError},
};

use super::{
    correct::corrected,
    delivery::delivery_reported,
    people::{desk_told, person_noted, person_wrote},
    receive::receive,
    rename::renamed,
    store_event::Receipt,
};

/// The integration that an event belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The integration.
    pub integration: &'a IntegrationId,
    /// The key from which the ids of its conversations are derived.
    pub key: &'a ConversationKey,
    /// The policy of its settings.
    pub policy: &'a Policy,
}

/// Handles an event. An error means that the provider must send it again.
pub async fn handle_event<P: InboundPorts>(
    ports: &P,
    scope: Scope<'_>,
    event: &Event,
) -> Result<Receipt, PortError> {
    match event {
        Event::Message(said) => receive(ports, scope, said).await,
        Event::PersonMessage(said) => person_wrote(ports, scope, said).await,
        Event::PersonNote(noted) => person_noted(ports, scope, noted).await,
        Event::Desk(event) => desk_told(ports, scope, event).await,
        Event::Corrected(correction) => corrected(ports, scope, correction).await,
        Event::Delivery(report) => delivery_reported(ports, scope, report).await,
        Event::Renamed(change) => renamed(ports, scope, change).await,
    }
}
