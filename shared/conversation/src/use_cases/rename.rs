//! The contact goes by another name.

use crate::{
    ConversationKey, IntegrationId, Policy, Renamed,
    machine::Change,
    ports::{InboundPorts, PortError},
    state::Heard,
};

use super::by_contact::{About, Receipt, change_by_contact};

/// Makes the new names lead to the conversation that the old ones lead to, and sends replies to the
/// new address. Nothing is said, and nobody else has the conversation by it. Where the contact is not
/// known there is nothing to do.
pub async fn renamed<P: InboundPorts>(
    ports: &P,
    integration: &IntegrationId,
    key: &ConversationKey,
    policy: &Policy,
    renamed: &Renamed,
) -> Result<Receipt, PortError> {
    let about = About {
        integration,
        key,
        returns: policy.returns(),
        contact: &renamed.contact,
        ids: &[],
    };
    change_by_contact(ports, about, |state, now| {
        let before = state?;
        let mut state = before.clone();
        let heard = Heard {
            contact: &renamed.contact,
            reply_address: &renamed.reply_address,
            case: &None,
        };
        state.hear_of(heard, renamed.at.min(now));
        (state != before).then(|| Change::from(state))
    })
    .await
}
