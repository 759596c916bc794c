//! The loop of a change: read, decide, write, and again after a conflict.

use crate::{
    ConversationRef, Link, Owner, Policy, Scheduled, State, Timestamp, WakeUp,
    budgets::STEP_CONFLICT_TIMEOUT,
    machine::{self, Change, Wake},
    policy::{Returns, WAKE_UP_PATIENCE},
    ports::{Clock, Conversations, InboundPorts, PortError, Random, Versioned},
};

use super::{
    lease::{ConflictTimeout, commit_once},
    send_at, send_return,
};

/// Sends the messages that must be in the queue before a change is written on top of `read`, and
/// notes them in the state. Each try sends new ones, since those of an earlier try are void.
pub(super) async fn announce<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    read: Option<&Versioned>,
    change: &mut Change,
    policy: Option<&Policy>,
) -> Result<(), PortError> {
    let now = ports.clock().now();
    let returns = policy.map_or(Returns::NEVER, Policy::returns);
    let state = &mut change.state;
    if let Some(wake) = change.wake_up {
        state.wake_up = Some(send_wake_up(ports, conversation, read, state, wake).await?);
    } else if state.is_idle() {
        state.wake_up = None;
    }
    let look_at = match read {
        Some(read) if had_since(&read.state) == had_since(state) => change.look_at,
        // People are just getting it: what is to look at that must not come before this is written.
        Some(_) | None => {
            let at = machine::returns_at(state, returns, now);
            at.map(|at| at.max(now.plus(WAKE_UP_PATIENCE)))
        }
    };
    if let (Some(at), Owner::People { since, returns, .. }) = (look_at, &mut state.owner) {
        let follows = read.map_or(0, |read| read.version);
        *returns = Some(send_return(ports, conversation, (*since, follows), at).await?);
    }
    Ok(())
}

/// Since when people have the conversation, if they do.
const fn had_since(state: &State) -> Option<Timestamp> {
    match state.owner {
        Owner::People { since, .. } => Some(since),
        Owner::Assistant => None,
    }
}

async fn send_wake_up<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    read: Option<&Versioned>,
    state: &State,
    wake: Wake,
) -> Result<Scheduled, PortError> {
    let now = ports.clock().now();
    let known = state.wake_up.as_ref().map(|known| known.token);
    let (at, token, sent_again_at) = match wake {
        Wake::At(at) => (at, None, None),
        Wake::Again => (now, known, Some(now)),
    };
    let token = token.unwrap_or_else(|| ports.random().token());
    let follows = read.map_or(0, |read| read.version);
    let wake_up = WakeUp {
        conversation: conversation.clone(),
        link: Some(Link { token, follows }),
        created_at: now,
    };
    send_at(ports, &wake_up, at).await?;
    Ok(Scheduled {
        token,
        sent_again_at,
    })
}

/// The outcome of a change.
pub(super) enum Changed {
    /// The change is written.
    Written(Versioned),
    /// There was nothing to do in this state.
    Unchanged(State),
    /// The conversation was erased.
    Erased,
}

/// Writes what `decide` makes of the conversation, starting from the `known` state. None if
/// `decide` finds nothing to do, or the conversation was erased. A step by which people do not get
/// a conversation, and that adds nothing to the figures, needs no policy.
pub(super) async fn change<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    policy: Option<&Policy>,
    known: Versioned,
    decide: impl Fn(State, Timestamp) -> Option<Change>,
) -> Result<Option<Versioned>, PortError> {
    let changed = try_change(ports, conversation, policy, known, decide).await?;
    Ok(match changed {
        Changed::Written(written) => Some(written),
        Changed::Unchanged(_) | Changed::Erased => None,
    })
}

/// The same, for callers that must know why nothing was written.
pub(super) async fn try_change<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    policy: Option<&Policy>,
    mut known: Versioned,
    decide: impl Fn(State, Timestamp) -> Option<Change>,
) -> Result<Changed, PortError> {
    let timeout = ConflictTimeout::of(ports, STEP_CONFLICT_TIMEOUT);
    loop {
        let Some(mut change) = decide(known.state.clone(), ports.clock().now()) else {
            return Ok(Changed::Unchanged(known.state));
        };
        announce(ports, conversation, Some(&known), &mut change, policy).await?;
        if let Some(written) = commit_once(ports, conversation, &known, change, policy).await? {
            return Ok(Changed::Written(written));
        }
        timeout.after_conflict(ports).await?;
        match ports.conversations().state(conversation).await? {
            Some(read) => known = read,
            None => return Ok(Changed::Erased),
        }
    }
}
