//! What a webhook tells of a contact: find the conversation, decide, write; and again when
//! somebody else was faster.

use std::time::Duration;

use crate::{
    Contact, ConversationId, ConversationKey, ConversationRef, Incoming, IntegrationId, MessageId,
    Policy, State, Timestamp,
    machine::Change,
    policy::Returns,
    ports::{
        Candidate, Clock, Commit, CommitError, Conversations, InboundPorts, PortError, Random,
        first_version,
    },
};

use super::{change::announce, lease::Patience};

/// How long a webhook goes on against conflicts before the provider is asked to try again.
const PATIENCE: Duration = Duration::from_secs(3);

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// It is stored, and a wake-up will reach what it asks for.
    Stored,
    /// It was stored before.
    Duplicate,
    /// It is noted beside the message that it is about.
    Noted,
    /// It is too old to mean anything; not stored.
    TooOld,
    /// The conversation is already as the event says.
    Unchanged,
}

/// Whom an event is about.
pub(super) struct About<'a> {
    pub(super) integration: &'a IntegrationId,
    pub(super) key: &'a ConversationKey,
    /// After how long a conversation that people get comes back.
    pub(super) returns: Returns,
    pub(super) contact: &'a Contact,
    /// By which a repeat of it is known: the first is looked for, all are remembered.
    pub(super) ids: &'a [MessageId],
}

impl<'a> About<'a> {
    pub(super) fn message(
        integration: &'a IntegrationId,
        key: &'a ConversationKey,
        policy: &'a Policy,
        incoming: &'a Incoming,
    ) -> Self {
        Self {
            integration,
            key,
            returns: policy.returns(),
            contact: &incoming.contact,
            ids: std::slice::from_ref(&incoming.id),
        }
    }
}

/// Writes what `decide` makes of the contact's conversation, or of none.
pub(super) async fn change_by_contact<P: InboundPorts>(
    ports: &P,
    about: About<'_>,
    decide: impl Fn(Option<State>, Timestamp) -> Option<Change>,
) -> Result<Receipt, PortError> {
    let patience = Patience::of(ports, PATIENCE);
    let candidates = candidates(about.key, about.contact);
    loop {
        let found = ports
            .conversations()
            .find(about.integration, &candidates, about.ids.first())
            .await?;
        if found.seen {
            return Ok(Receipt::Duplicate);
        }
        let conversation = ConversationRef {
            integration: about.integration.clone(),
            id: found.conversation,
        };
        let read = found.state;
        let state = read.as_ref().map(|read| read.state.clone());
        let Some(mut change) = decide(state, ports.clock().now()) else {
            return Ok(Receipt::Unchanged);
        };
        announce(
            ports,
            &conversation,
            read.as_ref(),
            &mut change,
            about.returns,
        )
        .await?;
        let mut names = found.new_names;
        // An erasure finds those that the state knows.
        names.retain(|name| change.state.contact.names.contains(name));
        let begins = || first_version(ports.clock().now(), ports.random().bits());
        let commit = Commit {
            read_version: read.as_ref().map_or(0, |read| read.version),
            version: read.map_or_else(begins, |read| read.version + 1),
            seen: unnamed(about.ids, &change),
            state: change.state,
            messages: change.messages,
            rewritten: change.rewritten,
            names,
            trail: change.trail,
        };
        match ports.conversations().commit(&conversation, commit).await {
            Ok(()) => return Ok(Receipt::Stored),
            Err(CommitError::Failed(error)) => return Err(error),
            Err(CommitError::Conflict) => patience.after_conflict(ports).await?,
        }
    }
}

/// The ids that no message of the change carries: they are remembered by themselves.
fn unnamed(ids: &[MessageId], change: &Change) -> Vec<MessageId> {
    let mut ids = ids.to_vec();
    ids.retain(|id| {
        let mut stored = change.messages.iter();
        stored.all(|message| message.provider_id.as_ref() != Some(id))
    });
    ids
}

/// The names of a contact, with the conversation each would begin.
pub(super) fn candidates(key: &ConversationKey, contact: &Contact) -> Vec<Candidate> {
    contact
        .names
        .iter()
        .map(|name| Candidate {
            name: name.clone(),
            conversation: ConversationId::derive(key, name),
        })
        .collect()
}
