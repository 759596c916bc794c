//! Storing a webhook's event: find the contact's conversation, decide, write, and again after a
//! conflict.

use std::{pin::pin, time::Duration};

use futures_util::future::select;

use crate::{
    Contact, ContactName, ConversationId, ConversationKey, ConversationRef, Hear, Incoming,
    MessageId, Policy, Renamed, Seq, State, Timestamp, WakeUpMessage,
    budgets::{SEND_TO_HEAR, WEBHOOK_CONFLICT_TIMEOUT},
    machine::Change,
    ports::{
        Candidate, Clock, Commit, CommitError, Conversations, Found, InboundPorts, PortError,
        Random, WakeUps, first_version,
    },
};

use super::{
    change::announce,
    event::Scope,
    lease::{ConflictTimeout, tallied},
};

/// The outcome of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// The event is stored, and a wake-up will reach what it asks for.
    Stored,
    /// The event was stored before.
    Duplicate,
    /// The event is noted beside the message that it refers to.
    Noted,
    /// The event is too old to mean anything, and is not stored.
    TooOld,
    /// The conversation is already as the event says.
    Unchanged,
}

/// What an event is about, and how a repeat of it is recognised.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) scope: Scope<'a>,
    pub(super) contact: &'a Contact,
    /// When the event happened. A name may have been somebody else's before.
    pub(super) at: Timestamp,
    /// The ids by which a repeat is recognised: the first is looked up, and all of them are
    /// remembered.
    pub(super) ids: &'a [MessageId],
    /// The change of the contact's names, if the event is about that.
    pub(super) renamed: Option<Taking<'a>>,
}

/// The names that a contact gets, of which others may have had some.
#[derive(Clone, Copy)]
pub(super) struct Taking<'a> {
    pub(super) renamed: &'a Renamed,
    /// The names that led to other conversations, which have been told.
    pub(super) taken: &'a [ContactName],
}

impl<'a> Subject<'a> {
    pub(super) const fn message(scope: Scope<'a>, incoming: &'a Incoming) -> Self {
        Self {
            scope,
            contact: &incoming.contact,
            at: incoming.sent_at,
            ids: std::slice::from_ref(&incoming.id),
            renamed: None,
        }
    }
}

impl Taking<'_> {
    /// Which of these names are taken. A name that was given since belongs to a conversation that
    /// has not been told.
    fn of(&self, others: &[ContactName]) -> Result<Vec<ContactName>, PortError> {
        let taken = self.renamed.names_of(others);
        match taken.iter().all(|name| self.taken.contains(name)) {
            true => Ok(taken),
            false => Err(PortError::new("somebody else began with the new name")),
        }
    }
}

/// Writes what `decide` makes of the contact's conversation, or of a new one if there is none.
pub(super) async fn store_event<P: InboundPorts>(
    ports: &P,
    subject: Subject<'_>,
    decide: impl Fn(Option<State>, Timestamp) -> Option<Change>,
) -> Result<Receipt, PortError> {
    let timeout = ConflictTimeout::of(ports, WEBHOOK_CONFLICT_TIMEOUT);
    let scope = subject.scope;
    let policy = scope.policy;
    loop {
        let of = (subject.contact, subject.at);
        let found = locate(ports, scope, of, subject.ids.first()).await?;
        if found.seen {
            return Ok(Receipt::Duplicate);
        }
        let conversation = ConversationRef {
            integration: scope.integration.clone(),
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
            Some(policy),
        )
        .await?;
        let before = read.as_ref().map(|read| &read.state);
        let tally = tallied(ports, before, &change, policy);
        let known = &change.state.contact;
        let mut names = found.new_names;
        let mut taken_names = match subject.renamed {
            Some(taking) => taking.of(&found.other_names)?,
            None => Vec::new(),
        };
        // An erasure finds those that the state knows.
        for names in [&mut names, &mut taken_names] {
            names.retain(|name| known.names.contains(name));
        }
        let mut lost_names = subject
            .renamed
            .map_or_else(Vec::new, |it| it.renamed.lost.clone());
        lost_names.retain(|name| !found.other_names.contains(name));
        let begins = || first_version(ports.clock().now(), ports.random().bits());
        let commit = Commit {
            read_version: read.as_ref().map_or(0, |read| read.version),
            version: read.map_or_else(begins, |read| read.version + 1),
            seen: unnamed(subject.ids, &change),
            state: change.state,
            messages: change.messages,
            rewritten: change.rewritten,
            names,
            taken_names,
            lost_names,
            turn_record: change.turn_record,
            tally,
        };
        let to_hear = to_hear(&commit, policy);
        match ports.conversations().commit(&conversation, commit).await {
            Ok(()) => {
                send_to_hear(ports, &conversation, to_hear).await;
                return Ok(Receipt::Stored);
            }
            Err(CommitError::Failed(error)) => return Err(error),
            Err(CommitError::Conflict) => timeout.after_conflict(ports).await?,
        }
    }
}

/// The messages whose recordings can be heard while their window waits.
fn to_hear(commit: &Commit, policy: &Policy) -> Vec<Seq> {
    let can_wait = policy.hearing.is_some() && commit.state.window.is_some();
    let stored = commit.messages.iter().filter(|_| can_wait);
    let to_hear = stored.filter(|message| {
        message.is_answerable()
            && message.left_to_people.is_none()
            && !message.recordings().is_empty()
    });
    to_hear.map(|message| message.seq).collect()
}

/// Asks for them to be heard. The run hears what nobody was asked for.
async fn send_to_hear<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    messages: Vec<Seq>,
) {
    for message in messages {
        let hear = WakeUpMessage::HearV1(Hear {
            conversation: conversation.clone(),
            message,
        });
        let sent = pin!(ports.wake_ups().send(&hear, Duration::ZERO));
        // The webhook's answer waits for it.
        let end = ports.clock().now().plus(SEND_TO_HEAR);
        drop(select(sent, pin!(ports.clock().sleep_until(end))).await);
    }
}

/// The ids that no message of the change carries. They are remembered by themselves.
fn unnamed(ids: &[MessageId], change: &Change) -> Vec<MessageId> {
    let mut ids = ids.to_vec();
    ids.retain(|id| {
        let mut stored = change.messages.iter();
        stored.all(|message| message.provider_id.as_ref() != Some(id))
    });
    ids
}

/// The most contacts that may have had a name one after the other.
const MOST_BEFORE: u32 = 16;

/// What the table knows of whoever had the contact's names at that time, and nothing of others who
/// had them before.
pub(super) async fn locate<P: InboundPorts>(
    ports: &P,
    scope: Scope<'_>,
    (contact, at): (&Contact, Timestamp),
    message: Option<&MessageId>,
) -> Result<Found, PortError> {
    for before in 0..MOST_BEFORE {
        let candidates = candidates(scope.key, contact, before);
        let table = ports.conversations();
        let found = table.find(scope.integration, &candidates, message).await?;
        if !is_of_another(&found, contact, at) {
            return Ok(found);
        }
    }
    Err(PortError::new("too many contacts have had the same name"))
}

/// Whether the conversation that the contact's name would begin belongs to a contact who had
/// another name at that time.
fn is_of_another(found: &Found, contact: &Contact, at: Timestamp) -> bool {
    let mut names = contact.names.iter();
    let leads_nowhere = names.all(|name| found.new_names.contains(name));
    let read = found.state.as_ref();
    leads_nowhere && read.is_some_and(|read| !read.state.is_with(contact, at))
}

/// The names of a contact, each with the conversation that it would begin after that many others
/// who had it.
fn candidates(key: &ConversationKey, contact: &Contact, before: u32) -> Vec<Candidate> {
    let names = contact.names.iter();
    let candidates = names.map(|name| Candidate {
        name: name.clone(),
        conversation: ConversationId::derive_after(key, name, before),
    });
    candidates.collect()
}
