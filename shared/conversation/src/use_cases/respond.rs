//! A wake-up came: claim what is due, or see to it that somebody will.

use std::time::Duration;

use crate::{
    ConversationRef, Lease, Outcome, Seq, Timestamp, Turn, Voiced, WakeUp,
    machine::{self, Batch, Change, Next},
    policy::{BATCH_CHARS, BATCH_MESSAGES, WAKE_UP_PATIENCE},
    ports::{Clock, Conversations, Policies, PortError, Random, RunPorts, Versioned},
};

use super::{
    change::announce_hold,
    lease::{IN_PLACE, commit_once, lease},
    run::Run,
    send_at,
};

/// How often a young wake-up looks for its message in place, and for how long it does.
const LOOK_EVERY: Duration = Duration::from_millis(50);
const LOOK_IN_PLACE: Duration = Duration::from_secs(1);
/// How soon an older one looks again.
const LOOK_LATER: Duration = Duration::from_secs(5);

/// What is to be done with the wake-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Responded {
    /// There was nothing to do, or another wake-up will see to it: delete it.
    Done,
    /// It ended a turn: delete it.
    Ended {
        /// What became of the turn.
        outcome: Outcome,
        /// The error behind it or on the way to it, in a form fit for logs.
        error: Option<String>,
        /// What became of the wish to speak the reply, where there was one.
        voice: Option<Voiced>,
    },
    /// The run failed: let the same wake-up come again.
    RetryIn {
        /// After this time.
        after: Duration,
        /// Why it failed, in a form fit for logs.
        error: String,
    },
}

/// Looks at the conversation that a wake-up names, and answers what is due. `deadline` is when
/// the invocation ends, done or not. An error means that the wake-up must come again.
pub async fn respond<P: RunPorts>(
    ports: &P,
    wake_up: &WakeUp,
    deadline: Timestamp,
) -> Result<Responded, PortError> {
    let conversation = &wake_up.conversation;
    let mut stored: Option<Seq> = None;
    loop {
        let policy = ports.policies().policy().await?;
        let read = ports.conversations().state(conversation).await?;
        let now = ports.clock().now();
        let next = read.as_ref().map_or(Next::Nothing, |read| {
            machine::next(&read.state, policy.interval, now)
        });
        let too_early = wake_up.comes_before(read.as_ref());
        if too_early && look_in_place(ports, wake_up).await {
            continue;
        }
        match next {
            Next::Wait(at) if at.since(now) <= IN_PLACE => {
                ports.clock().sleep_until(at).await;
                continue;
            }
            Next::Wait(at) => {
                // A window that is about to be written may be due long before a lease ends.
                let at = if too_early && now.since(wake_up.created_at) < WAKE_UP_PATIENCE {
                    at.min(now.plus(LOOK_LATER))
                } else {
                    at
                };
                send_at(ports, wake_up, at).await?;
                return Ok(Responded::Done);
            }
            // The message was stored before the state was read: somebody has answered it.
            Next::Nothing if stored.is_some() && !too_early => return Ok(Responded::Done),
            // The state may have been read before the message was stored.
            Next::Nothing => {
                stored = look_for(ports, wake_up).await?;
                let found = stored.is_some() && !too_early;
                if !found && !look_in_place(ports, wake_up).await {
                    look_later(ports, wake_up).await?;
                    return Ok(Responded::Done);
                }
                continue;
            }
            Next::Due(_) | Next::Resume(_) => {}
        }
        let Some(read) = read else { continue };
        if wake_up.exhausted {
            stored = look_for(ports, wake_up).await?;
            if !stored.is_some_and(|seq| read.state.is_waiting(seq)) {
                return Ok(Responded::Done);
            }
        }
        if !policy.enabled
            && let Some((state, trail)) = machine::drop_disabled(read.state.clone(), now)
        {
            let dropped = Change {
                trail: Some(trail),
                ..Change::from(state)
            };
            if commit_once(ports, conversation, &read, dropped)
                .await?
                .is_some()
            {
                return Ok(Responded::Ended {
                    outcome: Outcome::Disabled,
                    error: None,
                    voice: None,
                });
            }
            continue;
        }
        let token = ports.random().token();
        let lease = lease(token, deadline);
        let (batch, state) = claim(ports, conversation, &read, lease, wake_up).await?;
        announce_hold(
            ports,
            conversation,
            Some(&read),
            &state,
            policy.return_after,
        )
        .await?;
        let claimed = commit_once(ports, conversation, &read, Change::from(state)).await?;
        let Some(known) = claimed else { continue };
        return Run::new(
            ports,
            conversation,
            batch,
            token,
            known,
            policy.return_after,
            deadline,
        )
        .go()
        .await;
    }
}

/// The batch that is due, and the state that claims it.
async fn claim<P: RunPorts>(
    ports: &P,
    conversation: &ConversationRef,
    read: &Versioned,
    lease: Lease,
    wake_up: &WakeUp,
) -> Result<(Batch, crate::State), PortError> {
    let now = ports.clock().now();
    let state = read.state.clone();
    let first = match (&state.turn, &state.window) {
        (Some(turn), _) => turn.batch.first,
        (None, Some(window)) => window.first,
        (None, None) => state.next_seq,
    };
    // One more than a batch holds tells where the next window begins.
    let waiting = ports
        .conversations()
        .answerable_from(conversation, first, BATCH_MESSAGES + 1, BATCH_CHARS)
        .await?;
    Ok(match state.turn.as_ref().map(|turn: &Turn| turn.batch) {
        Some(range) => {
            let batch = Batch::of_turn(waiting, range);
            let state = machine::resume(state, &batch, lease, wake_up.exhausted, now);
            (batch, state)
        }
        None => {
            let (batch, rest) = Batch::select(waiting);
            let state = machine::take(state, &batch, rest, lease, wake_up.exhausted, now);
            (batch, state)
        }
    })
}

async fn look_for<P: RunPorts>(ports: &P, wake_up: &WakeUp) -> Result<Option<Seq>, PortError> {
    ports
        .conversations()
        .seen(&wake_up.conversation, &wake_up.message_id)
        .await
}

/// What a wake-up was sent for may be written a moment after it came. True when it is young, and
/// it is time to look again.
async fn look_in_place<P: RunPorts>(ports: &P, wake_up: &WakeUp) -> bool {
    let now = ports.clock().now();
    let young = now.since(wake_up.created_at) < LOOK_IN_PLACE;
    if young {
        ports.clock().sleep_until(now.plus(LOOK_EVERY)).await;
    }
    young
}

/// Looks again some time later, unless it has looked for a minute.
async fn look_later<P: RunPorts>(ports: &P, wake_up: &WakeUp) -> Result<(), PortError> {
    let now = ports.clock().now();
    if now.since(wake_up.created_at) < WAKE_UP_PATIENCE {
        send_at(ports, wake_up, now.plus(LOOK_LATER)).await?;
    }
    Ok(())
}

impl WakeUp {
    /// Whether the version that it was sent for is not written yet.
    fn comes_before(&self, read: Option<&Versioned>) -> bool {
        self.follows
            .is_some_and(|follows| read.is_none_or(|read| read.version <= follows))
    }
}

impl crate::State {
    /// Whether the message numbered `seq` is waiting in the window or in the turn in progress.
    fn is_waiting(&self, seq: Seq) -> bool {
        self.window
            .as_ref()
            .is_some_and(|window| seq >= window.first)
            || self
                .turn
                .as_ref()
                .is_some_and(|turn| turn.batch.contains(seq))
    }
}
