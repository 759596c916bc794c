//! Corrections: the contact edited or deleted a message.

use crate::{
    Correction,
    budgets::WEBHOOK_CONFLICT_TIMEOUT,
    machine::{self, Change},
    ports::{InboundPorts, PortError},
};

use super::{
    event::Scope,
    known::{Known, SAID_BEFORE, find},
    lease::{ConflictTimeout, commit_once},
    store_event::{Receipt, Subject, store_event},
};

/// Replaces what a waiting message says, or leaves a deleted message unanswered. A message that
/// is answered, or being answered, stays as it was.
pub(super) async fn corrected<P: InboundPorts>(
    ports: &P,
    scope: Scope<'_>,
    correction: &Correction,
) -> Result<Receipt, PortError> {
    let Correction {
        contact, id, text, ..
    } = correction;
    let timeout = ConflictTimeout::of(ports, WEBHOOK_CONFLICT_TIMEOUT);
    loop {
        // Each time anew: it may have been deleted since.
        let found = find(ports, scope, (contact, SAID_BEFORE), id);
        let Some(known) = found.await? else {
            return Ok(Receipt::Unchanged);
        };
        let Known {
            conversation, read, ..
        } = &known;
        let Some(message) = &known.message else {
            break;
        };
        let Some(change) = machine::correct(read.state.clone(), message, correction) else {
            return Ok(Receipt::Unchanged);
        };
        match commit_once(ports, conversation, read, change, None).await? {
            Some(_) => return Ok(Receipt::Stored),
            None => timeout.after_conflict(ports).await?,
        }
    }
    // What is deleted before it comes, since its webhook is tried again, is a repeat then.
    if text.is_some() {
        return Ok(Receipt::Unchanged);
    }
    let subject = Subject {
        scope,
        contact,
        at: SAID_BEFORE,
        ids: std::slice::from_ref(id),
        renamed: None,
    };
    store_event(ports, subject, |state, _| state.map(Change::from)).await
}
