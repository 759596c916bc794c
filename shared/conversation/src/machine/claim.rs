//! A wake-up came: who does what.

use std::time::Duration;

use crate::{
    Decision, Handover, Later, Lease, Outcome, Owner, Range, Reason, State, Timestamp, Trail,
    Transferred, Turn, Window,
    policy::{MAX_ATTEMPTS, MAX_TURN_TIME},
};

use super::{Batch, ending::Ending};

/// What a wake-up finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next<'a> {
    /// No message waits for the assistant.
    Nothing,
    /// Not yet: the window is not due, or another run holds the turn.
    Wait(Timestamp),
    /// The window is due.
    Due(&'a Window),
    /// A turn whose run ended without completing it.
    Resume(&'a Turn),
}

/// What is to be done for this conversation now.
pub fn next(state: &State, interval: Duration, now: Timestamp) -> Next<'_> {
    if let Some(turn) = &state.turn {
        return if now < turn.lease.until {
            Next::Wait(turn.lease.until)
        } else {
            Next::Resume(turn)
        };
    }
    match &state.window {
        Some(window) => {
            let due = state.due_at(window, interval);
            if now < due {
                Next::Wait(due)
            } else {
                Next::Due(window)
            }
        }
        None => Next::Nothing,
    }
}

/// Makes a turn of the window's batch; what waits beyond it is the next window. An `exhausted`
/// wake-up hands the batch over.
pub fn take(
    mut state: State,
    batch: &Batch,
    rest: Option<Window>,
    lease: Lease,
    exhausted: bool,
    now: Timestamp,
) -> State {
    let taken = state.window.take();
    state.window = rest;
    // A window whose messages have expired has nothing to answer.
    if let (Some(window), Some(range)) = (taken, batch.range()) {
        let seq = state.take_seq();
        state.turn = Some(Turn {
            seq,
            batch: range,
            window,
            attempts: 1,
            claimed_at: now,
            lease,
            decision: None,
            decided_at: None,
            usage: None,
            voice: None,
            last_error: None,
            later: Later::NONE,
        });
        if exhausted {
            state.hand_over(Reason::AssistantFailed, batch.verbatim(), now);
        }
    }
    state
}

/// Claims a turn again. Once its attempts or its time are used up, the claim itself hands over.
pub fn resume(
    mut state: State,
    batch: &Batch,
    lease: Lease,
    exhausted: bool,
    now: Timestamp,
) -> State {
    let Some(turn) = state.turn.as_mut() else {
        return state;
    };
    let used_up = turn.attempts >= MAX_ATTEMPTS || now.since(turn.claimed_at) >= MAX_TURN_TIME;
    turn.attempts += 1;
    turn.lease = lease;
    let reason = match &turn.decision {
        // All of it is done; only the turn's end is not written.
        Some(Decision::Reply { parts, .. }) if parts.iter().all(|part| part.sent) => return state,
        Some(Decision::Transfer { .. }) => return state,
        Some(Decision::Reply { .. }) => Reason::Undeliverable,
        None => Reason::AssistantFailed,
    };
    if used_up || exhausted {
        state.hand_over(reason, batch.verbatim(), now);
    }
    state
}

/// Drops what waits in a conversation whose integration is disabled: a window, or a turn of
/// which nothing was sent. None when a turn must go on to its end.
pub fn drop_disabled(mut state: State, now: Timestamp) -> Option<(State, Trail)> {
    let ending = match state.turn.take() {
        Some(turn) if turn.parts_sent() > 0 || turn.is_transfer() => return None,
        Some(turn) => Ending::of_turn(turn),
        None => {
            let window = state.window.take()?;
            let last = state.last_seq();
            let seq = state.take_seq();
            Ending::of_window(seq, window, last)
        }
    };
    let waiting = state.window.take().map(|window| Range {
        first: window.first,
        last: state.last_seq(),
    });
    state.changed_at = now;
    let trail = ending.trail(Outcome::Disabled, waiting, now);
    Some((state, trail))
}

impl State {
    /// Decides that people get the conversation: it is theirs from this commit on.
    pub(super) fn hand_over(&mut self, reason: Reason, summary: String, now: Timestamp) {
        if let Some(turn) = self.turn.as_mut() {
            self.transferred = Some(Transferred {
                reason,
                summary: summary.clone(),
                at: now,
                later: Later::NONE,
            });
            turn.decision = Some(Decision::transfer(reason, summary));
            turn.decided_at = Some(now);
            self.handover = Some(Handover::new(turn.seq, turn.batch, now));
            self.owner = Owner::People {
                since: now,
                quiet_since: now,
                unanswered: self.window.take(),
                later: Later::NONE,
            };
            self.changed_at = now;
        }
    }
}
