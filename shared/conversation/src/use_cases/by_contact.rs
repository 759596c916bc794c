//! What a webhook tells of a contact: find the conversation, decide, write; and again when
//! somebody else was faster.

use std::time::Duration;

use crate::{
    Contact, ConversationId, ConversationKey, ConversationRef, IntegrationId, MessageId, State,
    Timestamp,
    ports::{Candidate, Clock, Commit, CommitError, Conversations, InboundPorts, PortError},
};

use super::{change::Change, jitter, send_at};

/// How long a webhook goes on against conflicts before the provider is asked to try again.
const PATIENCE: Duration = Duration::from_secs(3);

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// It is stored, and a wake-up will reach what it asks for.
    Stored,
    /// It was stored before.
    Duplicate,
    /// It is too old to mean anything; not stored.
    TooOld,
    /// The conversation is already as the event says.
    Unchanged,
}

/// Whom an event is about.
pub(super) struct About<'a> {
    pub(super) integration: &'a IntegrationId,
    pub(super) key: &'a ConversationKey,
    pub(super) contact: &'a Contact,
    /// The message it carries.
    pub(super) message: Option<&'a MessageId>,
}

/// Writes what `decide` makes of the contact's conversation, or of none.
pub(super) async fn change_by_contact<P: InboundPorts>(
    ports: &P,
    about: About<'_>,
    decide: impl Fn(Option<State>, Timestamp) -> Option<Change>,
) -> Result<Receipt, PortError> {
    let give_up_at = ports.clock().now().plus(PATIENCE);
    let candidates = candidates(about.key, about.contact);
    loop {
        let found = ports
            .conversations()
            .find(about.integration, &candidates, about.message)
            .await?;
        if found.seen {
            return Ok(Receipt::Duplicate);
        }
        let conversation = ConversationRef {
            integration: about.integration.clone(),
            id: found.conversation,
        };
        let (state, read_version) = match found.state {
            Some(read) => (Some(read.state), read.version),
            None => (None, 0),
        };
        let Some(change) = decide(state, ports.clock().now()) else {
            return Ok(Receipt::Unchanged);
        };
        // On each try: the one sent for an earlier try may be spent on somebody else's window.
        if let Some((wake_up, at)) = change.wake_up(ports, &conversation, read_version) {
            send_at(ports, &wake_up, at).await?;
        }
        let commit = Commit {
            read_version,
            state: change.state,
            messages: change.message.into_iter().collect(),
            names: found.new_names,
            trail: change.trail,
        };
        match ports.conversations().commit(&conversation, commit).await {
            Ok(()) => return Ok(Receipt::Stored),
            Err(CommitError::Failed(error)) => return Err(error),
            Err(CommitError::Conflict) if ports.clock().now() >= give_up_at => {
                return Err(PortError::new("too many conflicts on one conversation"));
            }
            Err(CommitError::Conflict) => jitter(ports).await,
        }
    }
}

/// The names of a contact, with the conversation each would begin.
fn candidates(key: &ConversationKey, contact: &Contact) -> Vec<Candidate> {
    contact
        .names
        .iter()
        .map(|name| Candidate {
            name: name.clone(),
            conversation: ConversationId::derive(key, name),
        })
        .collect()
}
