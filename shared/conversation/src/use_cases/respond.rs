//! A wake-up came: claim what is due, or see to it that somebody will.

use std::time::Duration;

use crate::{
    Outcome, Policy, Scheduled, State, Timestamp, Token, Voiced, WakeUp,
    machine::{self, Batch, Change, Next, Wake},
    policy::{BATCH_CHARS, BATCH_MESSAGES},
    ports::{Clock, Conversations, Policies, PortError, Random, RunPorts, Versioned},
};

use super::{
    change::announce,
    lease::{IN_PLACE, Patience, claim_once, commit_once, lease},
    redeliver::redeliver,
    run::Run,
};

/// How often an early wake-up looks in place for what it was sent for, and for how long it does.
const LOOK_EVERY: Duration = Duration::from_millis(50);
const LOOK_IN_PLACE: Duration = Duration::from_secs(1);
/// How soon it looks again.
const LOOK_LATER: Duration = Duration::from_secs(5);
/// How long a claim goes on against conflicts.
const PATIENCE: Duration = Duration::from_secs(20);
/// With less than this left nothing is claimed: the assistant would be asked in vain.
const LEAST_RUN: Duration = Duration::from_secs(20);

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
    /// It is too early: let the same wake-up come again.
    Later {
        /// After this time.
        after: Duration,
    },
    /// The run failed: let the same wake-up come again.
    RetryIn {
        /// After this time.
        after: Duration,
        /// Why it failed, in a form fit for logs.
        error: String,
    },
}

/// What a change makes of a wake-up, once it is written.
enum Then {
    /// Its successor is in the queue.
    Wait,
    /// Nothing is answered.
    End(Outcome),
    /// The run begins.
    Run(Batch, Token),
}

/// Looks at the conversation that a wake-up names, and answers what is due. `deadline` is when
/// the invocation ends, done or not. An error means that the wake-up must come again.
pub async fn respond<P: RunPorts>(
    ports: &P,
    wake_up: &WakeUp,
    deadline: Timestamp,
) -> Result<Responded, PortError> {
    let conversation = &wake_up.conversation;
    let patience = Patience::of(ports, PATIENCE);
    // By one clock: who sent it may have another.
    let look_until = ports.clock().now().plus(LOOK_IN_PLACE);
    loop {
        let policy = ports.policies().policy().await?;
        let read = ports.conversations().state(conversation).await?;
        let now = ports.clock().now();
        let (read, waits) = match machine::next(read.as_ref(), wake_up, policy.interval, now) {
            Next::Nothing => return Ok(Responded::Done),
            Next::NotYet if now < look_until => {
                ports.clock().sleep_until(now.plus(LOOK_EVERY)).await;
                continue;
            }
            Next::NotYet => return Ok(Responded::Later { after: LOOK_LATER }),
            Next::Wait(_, at) | Next::Busy(at) if at.since(now) <= IN_PLACE => {
                ports.clock().sleep_until(at).await;
                continue;
            }
            Next::Busy(at) => {
                let after = at.since(now);
                return Ok(Responded::Later { after });
            }
            Next::Wait(read, at) => (read, Some(at)),
            Next::Due(_) if deadline.since(now) < LEAST_RUN => {
                let after = Duration::ZERO;
                return Ok(Responded::Later { after });
            }
            Next::Due(read) => (read, None),
        };
        let (mut change, then) = match waits {
            Some(at) => (wait(read, at), Then::Wait),
            None => due(ports, wake_up, read, &policy, deadline).await?,
        };
        let returns = policy.returns();
        announce(ports, conversation, Some(read), &mut change, returns).await?;
        let written = match &then {
            Then::Run(_, token) => {
                let held = |state: &State| state.turn_is_of(*token);
                claim_once(ports, conversation, read, change, held).await?
            }
            Then::Wait | Then::End(_) => commit_once(ports, conversation, read, change).await?,
        };
        let Some(known) = written else {
            patience.after_conflict(ports).await?;
            continue;
        };
        return match then {
            Then::Wait => Ok(Responded::Done),
            Then::End(outcome) => Ok(Responded::Ended {
                outcome,
                error: None,
                voice: None,
            }),
            Then::Run(batch, token) => {
                let run = Run::new(ports, conversation, batch, token, known, returns, deadline);
                run.go().await
            }
        };
    }
}

/// The window is not due: a successor of the wake-up comes then.
fn wait(read: &Versioned, at: Timestamp) -> Change {
    Change {
        wake_up: Some(Wake::At(at)),
        ..Change::from(read.state.clone())
    }
}

/// A window or a turn is due: it is claimed, or dropped where the integration is disabled.
async fn due<P: RunPorts>(
    ports: &P,
    wake_up: &WakeUp,
    read: &Versioned,
    policy: &Policy,
    deadline: Timestamp,
) -> Result<(Change, Then), PortError> {
    let now = ports.clock().now();
    if !policy.enabled
        && let Some(dropped) = machine::drop_disabled(read.state.clone(), now)
    {
        return Ok((dropped, Then::End(Outcome::Disabled)));
    }
    let token = ports.random().token();
    let (batch, mut state) = claim(ports, wake_up, read, token, deadline).await?;
    let takes_the_window = read.state.turn.is_some() || read.state.undelivered.is_empty();
    if batch.messages().is_empty()
        && takes_the_window
        && let Some(expired) = machine::expire(read.state.clone(), policy.interval, now)
    {
        return Ok((expired, Then::End(Outcome::Expired)));
    }
    // A state from before there were tokens learns the one by which it goes on.
    state.wake_up = state.wake_up.or(wake_up.link.map(|link| Scheduled {
        token: link.token,
        sent_again_at: None,
    }));
    Ok((Change::from(state), Then::Run(batch, token)))
}

/// The batch that is due, and the state that claims it.
async fn claim<P: RunPorts>(
    ports: &P,
    wake_up: &WakeUp,
    read: &Versioned,
    token: Token,
    deadline: Timestamp,
) -> Result<(Batch, State), PortError> {
    let state = read.state.clone();
    let failed = state.undelivered.first().cloned();
    let first = match (&state.turn, &failed, &state.window) {
        (Some(turn), ..) => turn.batch.first,
        (None, Some(failed), _) => failed.batch.first,
        (None, None, Some(window)) => window.first,
        (None, None, None) => state.next_seq,
    };
    // One more than a batch holds tells where the next window begins.
    let waiting = ports
        .conversations()
        .answerable_from(
            &wake_up.conversation,
            first,
            BATCH_MESSAGES + 1,
            BATCH_CHARS,
        )
        .await?;
    let now = ports.clock().now();
    let lease = lease(token, deadline);
    Ok(match (state.turn.as_ref().map(|turn| turn.batch), failed) {
        (Some(range), _) => {
            let batch = Batch::of_turn(waiting, range);
            let state = machine::resume(state, &batch, lease, now);
            (batch, state)
        }
        (None, Some(failed)) => {
            let batch = Batch::of_turn(waiting, failed.batch);
            let of = &wake_up.conversation;
            let state = redeliver(ports, of, state, &failed, &batch, lease).await?;
            (batch, state)
        }
        (None, None) => {
            let (batch, rest) = Batch::select(waiting);
            let state = machine::take(state, &batch, rest, lease, now);
            (batch, state)
        }
    })
}
