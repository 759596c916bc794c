//! A wake-up: it claims what is due, or sees to it that another wake-up will.

use std::time::Duration;

use crate::{
    ConversationRef, Kind, Outcome, Policy, Scheduled, State, Timestamp, Token, VoiceReport,
    WakeUp,
    budgets::CLAIM_CONFLICT_TIMEOUT,
    machine::{self, Batch, Change, Invocation, Step, Wake},
    policy::{BATCH_CHARS, BATCH_MESSAGES},
    ports::{Clock, Conversations, PolicySource, PortError, Random, RunPorts, Versioned},
};

use super::{
    change::announce,
    lease::{ConflictTimeout, claim_once, commit_once, lease},
    redeliver::redeliver,
    run::Run,
};

/// What is to be done with the wake-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Responded {
    /// There was nothing to do, or another wake-up will see to it. Delete the wake-up.
    Done,
    /// The wake-up ended a turn. Delete the wake-up.
    Ended {
        /// Whom its conversation is with.
        kind: Kind,
        /// How the turn ended.
        outcome: Outcome,
        /// The error behind it, or on the way to it, in a form fit for logs.
        error: Option<String>,
        /// What became of a reply that was to be spoken; none if it was not.
        voice: Option<VoiceReport>,
    },
    /// It is too early. Let the same wake-up come again.
    Later {
        /// After this time.
        after: Duration,
    },
    /// The run failed. Let the same wake-up come again.
    RetryIn {
        /// Whose conversation it is.
        kind: Kind,
        /// After this time.
        after: Duration,
        /// Why the run failed, in a form fit for logs.
        error: String,
    },
}

impl Responded {
    const fn without_a_run(kind: Kind, outcome: Outcome) -> Self {
        Self::Ended {
            kind,
            outcome,
            error: None,
            voice: None,
        }
    }
}

/// Looks at the conversation that a wake-up names, and answers what is due. `deadline` is when the
/// invocation ends, done or not. An error means that the wake-up must come again.
pub async fn respond<P: RunPorts>(
    ports: &P,
    wake_up: &WakeUp,
    deadline: Timestamp,
) -> Result<Responded, PortError> {
    let conversation = &wake_up.conversation;
    let timeout = ConflictTimeout::of(ports, CLAIM_CONFLICT_TIMEOUT);
    // By one clock: who sent it may have another.
    let began = ports.clock().now();
    loop {
        let policy = ports.policy_source().policy().await?;
        let read = ports.conversations().state(conversation).await?;
        let invocation = Invocation {
            began,
            now: ports.clock().now(),
            deadline,
        };
        let ended = match machine::on_wake_up(wake_up, read.as_ref(), &policy, invocation) {
            Step::End => return Ok(Responded::Done),
            Step::ComeAgain(after) => return Ok(Responded::Later { after }),
            Step::LookAgain(at) => {
                ports.clock().sleep_until(at).await;
                continue;
            }
            Step::PutOff(read, until) => {
                let change = Change {
                    wake_up: Some(Wake::At(until)),
                    ..Change::from(read.state.clone())
                };
                let written = write(ports, conversation, read, change, &policy).await?;
                written.then_some(Responded::Done)
            }
            Step::Drop(read, change) => {
                let written = write(ports, conversation, read, *change, &policy).await?;
                written.then_some(Responded::without_a_run(read.state.kind, Outcome::Disabled))
            }
            Step::Claim(read) => run(ports, wake_up, read, &policy, deadline).await?,
        };
        match ended {
            Some(ended) => return Ok(ended),
            None => timeout.after_conflict(ports).await?,
        }
    }
}

/// Writes a change that begins no run. False after a conflict.
async fn write<P: RunPorts>(
    ports: &P,
    conversation: &ConversationRef,
    read: &Versioned,
    mut change: Change,
    policy: &Policy,
) -> Result<bool, PortError> {
    announce(ports, conversation, Some(read), &mut change, Some(policy)).await?;
    let written = commit_once(ports, conversation, read, change, Some(policy)).await?;
    Ok(written.is_some())
}

/// Claims what is due and works it to its end, or ends it if all of it has expired. None after a
/// conflict.
async fn run<P: RunPorts>(
    ports: &P,
    wake_up: &WakeUp,
    read: &Versioned,
    policy: &Policy,
    deadline: Timestamp,
) -> Result<Option<Responded>, PortError> {
    let conversation = &wake_up.conversation;
    let token = ports.random().token();
    let (batch, mut state) = claim(ports, wake_up, read, policy, token, deadline).await?;
    let redelivers = read.state.turn.is_none() && !read.state.undelivered.is_empty();
    if batch.messages().is_empty()
        && !redelivers
        && let Some(expired) = machine::expire(read.state.clone(), policy.wait, ports.clock().now())
    {
        let written = write(ports, conversation, read, expired, policy).await?;
        return Ok(written.then_some(Responded::without_a_run(read.state.kind, Outcome::Expired)));
    }
    // A state from before there were tokens learns the one by which it goes on.
    state.wake_up = state.wake_up.or(wake_up.link.map(|link| Scheduled {
        token: link.token,
        sent_again_at: None,
    }));
    let mut change = Change::from(state);
    announce(ports, conversation, Some(read), &mut change, Some(policy)).await?;
    let held = |state: &State| state.turn_is_of(token);
    let claimed = claim_once(ports, conversation, read, change, Some(policy), held).await?;
    let Some(known) = claimed else {
        return Ok(None);
    };
    let run = Run::new(ports, conversation, batch, token, known, policy, deadline);
    run.go().await.map(Some)
}

/// The batch that is due, and the state that claims it.
async fn claim<P: RunPorts>(
    ports: &P,
    wake_up: &WakeUp,
    read: &Versioned,
    policy: &Policy,
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
    // What was heard since makes the messages of a turn longer, and none of them may be missed.
    let chars = match &state.turn {
        Some(_) => usize::MAX,
        None => BATCH_CHARS,
    };
    // One more than a batch holds tells where the next window begins.
    let waiting = ports
        .conversations()
        .answerable_from(&wake_up.conversation, first, BATCH_MESSAGES + 1, chars)
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
            let state = machine::take(state, &batch, rest, lease, policy.wait, now);
            (batch, state)
        }
    })
}
