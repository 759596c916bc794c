//! A contact's change of names.

use crate::{
    Contact, Renamed,
    machine::Change,
    ports::{Clock, InboundPorts, PortError},
};

use super::{
    event::Scope,
    store_event::{Receipt, Subject, Taking, locate, store_event},
};

/// Makes the new names lead to the conversation that the old ones lead to, wherever they led
/// before, and sets the new address for replies. First, each conversation that a new name led to is
/// marked (`name_taken_at`); if the change stops in between, the provider reports it again. The old
/// names lead nowhere: whoever has them next begins a conversation of their own. Nothing is said,
/// and nobody else gets the conversation. If the contact is not known, there is nothing to do.
pub(super) async fn renamed<P: InboundPorts>(
    ports: &P,
    scope: Scope<'_>,
    renamed: &Renamed,
) -> Result<Receipt, PortError> {
    // It comes again, and somebody else has the old name already.
    let now_known = Contact::new(renamed.names().cloned().collect(), None);
    let of = (&now_known, renamed.at);
    let found = locate(ports, scope, of, Some(&renamed.id)).await?;
    if found.seen {
        return Ok(Receipt::Duplicate);
    }
    let of = (&renamed.contact, renamed.at);
    let found = locate(ports, scope, of, None).await?;
    let state = found.state.map(|read| read.state);
    if !state.is_some_and(|mut state| state.rename(renamed, ports.clock().now())) {
        return Ok(Receipt::Unchanged);
    }
    let taken = renamed.names_of(&found.other_names);
    let subject = Subject {
        scope,
        contact: &renamed.contact,
        at: renamed.at,
        ids: std::slice::from_ref(&renamed.id),
        renamed: Some(Taking {
            renamed,
            taken: &taken,
        }),
    };
    for name in &taken {
        let former = Subject {
            contact: &Contact::new(vec![name.clone()], None),
            ids: &[],
            renamed: None,
            ..subject
        };
        store_event(ports, former, |state, _| {
            let mut state = state?;
            let is_new = state.lose_a_name(renamed.at);
            is_new.then(|| Change::from(state))
        })
        .await?;
    }
    store_event(ports, subject, |state, now| {
        let mut state = state?;
        let is_new = state.rename(renamed, now);
        is_new.then(|| Change::from(state))
    })
    .await
}
