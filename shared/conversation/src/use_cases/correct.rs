//! The contact changed or deleted what they had written.

use crate::{
    ConversationKey, Correction, IntegrationId, Policy, machine,
    ports::{InboundPorts, PortError},
};

use super::{
    by_contact::{About, Receipt, change_by_contact},
    known::find,
};

/// Replaces what a message that waits says, or leaves it unanswered where it is deleted. One that is
/// answered, or being answered, stays as it was.
pub async fn corrected<P: InboundPorts>(
    ports: &P,
    integration: &IntegrationId,
    key: &ConversationKey,
    policy: &Policy,
    correction: &Correction,
) -> Result<Receipt, PortError> {
    let Correction { contact, id, text } = correction;
    let known = find(ports, integration, key, contact, id).await?;
    let Some(message) = known.and_then(|known| known.message) else {
        return Ok(Receipt::Unchanged);
    };
    let about = About {
        integration,
        key,
        returns: policy.returns(),
        contact,
        ids: &[],
    };
    change_by_contact(ports, about, |state, _| {
        machine::correct(state?, &message, text.as_deref())
    })
    .await
}
