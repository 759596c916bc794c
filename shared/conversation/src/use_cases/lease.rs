//! What the runs that hold a lease have in common.

use std::time::Duration;

use crate::{
    ConversationRef, Lease, Policy, State, Tally, Timestamp, Token,
    budgets::{FIRST_PAUSE, LEASE_MARGIN, LEAST_STEP, RECORD_RESERVE, STEP_LIMIT},
    machine::{self, Change},
    ports::{
        Clock, Commit, CommitError, Conversations, Failure, InboundPorts, PortError, Versioned,
    },
};

use super::jitter;

/// Why a run stops before its work is complete.
pub(super) enum Stop {
    /// The work is no longer this run's: people took the conversation, or another run holds the
    /// work.
    Lost,
    /// A later attempt may do better.
    Later {
        error: String,
        retry_after: Option<Duration>,
    },
}

impl Stop {
    pub(super) const fn may_succeed_later(&self) -> bool {
        matches!(self, Self::Later { .. })
    }
}

impl From<PortError> for Stop {
    fn from(error: PortError) -> Self {
        Self::Later {
            error: whole(&error),
            retry_after: None,
        }
    }
}

/// An error with all of its causes.
fn whole(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let mut told: Vec<String> = causes.map(ToString::to_string).collect();
    // An error that only wraps another says the same.
    told.dedup();
    told.join(": ")
}

/// The lease of a run whose invocation ends at `deadline`.
pub(super) const fn lease(token: Token, deadline: Timestamp) -> Lease {
    Lease {
        token: Some(token),
        until: deadline.plus(LEASE_MARGIN),
    }
}

/// The pause after that many attempts.
pub(super) fn pause_after(attempts: u32) -> Duration {
    FIRST_PAUSE * 2u32.saturating_pow(attempts.saturating_sub(1).min(16))
}

/// How long a call to a provider may take, so that it can still be recorded before `deadline`.
pub(super) fn step_limit<P: InboundPorts>(
    ports: &P,
    deadline: Timestamp,
) -> Result<Duration, Failure> {
    let left = deadline.minus(RECORD_RESERVE);
    let limit = left.since(ports.clock().now()).min(STEP_LIMIT);
    if limit < LEAST_STEP {
        return Err(Failure::transient("no time is left to do and record it"));
    }
    Ok(limit)
}

/// How long a step goes on against conflicts.
pub(super) struct ConflictTimeout {
    until: Timestamp,
}

impl ConflictTimeout {
    pub(super) fn of<P: InboundPorts>(ports: &P, timeout: Duration) -> Self {
        let until = ports.clock().now().plus(timeout);
        Self { until }
    }

    /// Waits a little before the next try, or fails if the time is over.
    pub(super) async fn after_conflict<P: InboundPorts>(&self, ports: &P) -> Result<(), PortError> {
        if ports.clock().now() >= self.until {
            return Err(PortError::new("too many conflicts on one conversation"));
        }
        jitter(ports).await;
        Ok(())
    }
}

/// Writes a change by which a run takes what is then `held`. None after a conflict. The change may
/// be written although its answer was lost, or was a conflict: nobody else has the run's token.
pub(super) async fn claim_once<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    read: &Versioned,
    change: Change,
    policy: Option<&Policy>,
    held: impl Fn(&State) -> bool,
) -> Result<Option<Versioned>, PortError> {
    let written = commit_once(ports, conversation, read, change, policy).await;
    if let Ok(Some(_)) = written {
        return written;
    }
    let read = ports.conversations().state(conversation).await;
    match read.ok().flatten().filter(|read| held(&read.state)) {
        Some(claimed) => Ok(Some(claimed)),
        None => written,
    }
}

/// Writes a change on top of what was read. None after a conflict.
pub(super) async fn commit_once<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    read: &Versioned,
    change: Change,
    policy: Option<&Policy>,
) -> Result<Option<Versioned>, PortError> {
    let written = Versioned {
        state: change.state.clone(),
        version: read.version + 1,
    };
    let tally = match policy {
        Some(policy) => tallied(ports, Some(&read.state), &change, policy),
        None => {
            // A caller that has no policy makes no change that counts.
            debug_assert!(machine::tally(Some(&read.state), &change).is_empty());
            None
        }
    };
    let commit = Commit {
        read_version: read.version,
        version: written.version,
        messages: change.messages,
        rewritten: change.rewritten,
        turn_record: change.turn_record,
        tally,
        ..Commit::of(change.state)
    };
    match ports.conversations().commit(conversation, commit).await {
        Ok(()) => Ok(Some(written)),
        Err(CommitError::Conflict) => Ok(None),
        Err(CommitError::Failed(error)) => Err(error),
    }
}

/// What a change adds to the figures of the day on which it is written; none if it adds nothing.
pub(super) fn tallied<P: InboundPorts>(
    ports: &P,
    before: Option<&State>,
    change: &Change,
    policy: &Policy,
) -> Option<Tally> {
    let figures = machine::tally(before, change);
    (!figures.is_empty()).then(|| Tally {
        day: policy.zone.date(ports.clock().now()),
        figures,
    })
}
