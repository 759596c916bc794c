//! Read, decide, write; and again when somebody else was faster.

use std::time::Duration;

use crate::{
    ConversationRef, Owner, State, Timestamp, WakeUp,
    machine::{self, Change},
    ports::{Clock, Conversations, InboundPorts, PortError, Versioned},
};

use super::{lease::commit_once, send_at, send_return};

/// How long a step goes on against conflicts.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends what must be in the queue before a change is written on top of `read`: on each try, since
/// what was sent for an earlier one may be spent on somebody else's change.
pub(super) async fn announce<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    read: Option<&Versioned>,
    change: &Change,
    return_after: Option<Duration>,
) -> Result<(), PortError> {
    if let Some((wake_up, at)) = wake_up(ports, conversation, read, change) {
        send_at(ports, &wake_up, at).await?;
    }
    announce_hold(ports, conversation, read, &change.state, return_after).await
}

/// The wake-up of a change, and when it is due. It names what it will find: the message that is
/// stored with it, or else a version.
fn wake_up<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    read: Option<&Versioned>,
    change: &Change,
) -> Option<(WakeUp, Timestamp)> {
    let due = change.wake_up.as_ref()?;
    let mut stored = change.messages.iter();
    let is_new = stored.any(|message| message.provider_id.as_ref() == Some(&due.message_id));
    let wake_up = WakeUp {
        conversation: conversation.clone(),
        message_id: due.message_id.clone(),
        follows: (!is_new).then_some(read.map_or(0, |read| read.version)),
        created_at: ports.clock().now(),
        exhausted: false,
    };
    Some((wake_up, due.at))
}

/// Sends what gives the conversation back one day, when people are just getting it.
pub(super) async fn announce_hold<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    read: Option<&Versioned>,
    after: &State,
    return_after: Option<Duration>,
) -> Result<(), PortError> {
    let Owner::People { since, .. } = after.owner else {
        return Ok(());
    };
    let held = read.is_some_and(|read| read.state.owner != Owner::Assistant);
    match machine::returns_at(after, return_after) {
        Some(at) if !held => send_return(ports, conversation, since, at).await,
        Some(_) | None => Ok(()),
    }
}

/// Writes what `decide` makes of the conversation, starting from what is `known` of it. None when
/// `decide` finds nothing to do, or the conversation was erased.
pub(super) async fn change<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    return_after: Option<Duration>,
    mut known: Versioned,
    decide: impl Fn(State, Timestamp) -> Option<Change>,
) -> Result<Option<Versioned>, PortError> {
    let give_up_at = ports.clock().now().plus(PATIENCE);
    loop {
        let Some(change) = decide(known.state.clone(), ports.clock().now()) else {
            return Ok(None);
        };
        announce(ports, conversation, Some(&known), &change, return_after).await?;
        if let Some(written) = commit_once(ports, conversation, &known, change).await? {
            return Ok(Some(written));
        }
        if ports.clock().now() >= give_up_at {
            return Err(PortError::new("too many conflicts on one conversation"));
        }
        match ports.conversations().state(conversation).await? {
            Some(read) => known = read,
            None => return Ok(None),
        }
    }
}
