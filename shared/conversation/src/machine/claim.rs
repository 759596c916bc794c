//! Claims: a run takes what is due, or ends what nobody is to answer.

use crate::{
    Decision, Handover, Later, Lease, Outcome, Owner, Reason, State, Timestamp, Transferred, Turn,
    Unattended, Wait, Window,
    policy::{MAX_ATTEMPTS, MAX_TURN_TIME},
};

use super::{Batch, Change, Wake, ending::Ending};

/// Makes a turn of the window's batch. The messages beyond the batch become the next window.
pub fn take(
    mut state: State,
    batch: &Batch,
    rest: Option<Window>,
    lease: Lease,
    wait: Wait,
    now: Timestamp,
) -> State {
    let taken = state.window.take();
    state.window = rest;
    let (Some(window), Some(range)) = (taken, batch.range()) else {
        return state;
    };
    let seq = state.take_seq();
    let due_at = state.due_at(&window, wait).max(state.returned_at);
    state.turn = Some(Turn {
        messages: batch.messages().len(),
        tries_again: state.unattended.take().is_some(),
        due_at: Some(due_at),
        ..Turn::claimed(seq, range, window, lease, now)
    });
    state
}

/// Ends a window, or a turn without a decision, if all of its messages have expired. The messages
/// beyond it go on waiting. None if something is decided.
pub fn expire(mut state: State, wait: Wait, now: Timestamp) -> Option<Change> {
    state.unattended = None;
    let ending = match state.turn.take() {
        Some(turn) if turn.decision.is_some() => return None,
        Some(turn) => Ending::of_turn(turn, Outcome::Expired),
        None => state.end_window(Outcome::Expired)?,
    };
    state.changed_at = now;
    Some(Change {
        turn_record: Some(ending.turn_record(None, now)),
        wake_up: state.next_run_at(wait).map(Wake::At),
        ..Change::from(state)
    })
}

/// Claims a turn again. If its attempts or its time are used up, the claim itself hands over.
pub fn resume(mut state: State, batch: &Batch, lease: Lease, now: Timestamp) -> State {
    let Some(turn) = state.turn.as_mut() else {
        return state;
    };
    let failing = turn.failing_since.map(|since| now.since(since));
    let used_up = turn.spent >= MAX_ATTEMPTS || failing >= Some(MAX_TURN_TIME);
    turn.attempts += 1;
    turn.spent += 1;
    turn.lease = lease;
    let reason = match &turn.decision {
        // All of it is done; only the turn's end is not written.
        Some(Decision::Reply { parts, .. }) if parts.iter().all(|part| part.sent) => return state,
        Some(Decision::Transfer { .. }) => return state,
        Some(Decision::Reply { .. }) => Reason::Undeliverable,
        None => Reason::AssistantFailed,
    };
    if used_up {
        state.hand_over(reason, batch.verbatim(), now);
    }
    state
}

/// Leaves to people what waits in a conversation whose integration is disabled: a window, or a turn
/// of which nothing was sent, together with the parts that were not delivered. None if a turn must
/// go on to its end.
pub fn drop_disabled(mut state: State, now: Timestamp) -> Option<Change> {
    let ending = match state.turn.take() {
        Some(turn) if turn.parts_sent() > 0 || turn.is_transfer() => return None,
        Some(turn) => Some(Ending::of_turn(turn, Outcome::Disabled)),
        None => state.end_window(Outcome::Disabled),
    };
    let failed = std::mem::take(&mut state.undelivered).into_iter().next();
    let ending = match (ending, failed) {
        (Some(ending), _) => ending,
        (None, failed) => Ending::of_undelivered(&mut state, failed?, Outcome::Disabled),
    };
    if let Some(window) = ending.window.clone().or(state.window.take()) {
        state.leave_unattended(window, now);
    }
    let left = state.left_to_people();
    Some(Change {
        turn_record: Some(ending.turn_record(left, now)),
        ..Change::from(state)
    })
}

impl State {
    /// Leaves the waiting messages from `window` on to people, because the integration is disabled.
    pub(super) fn leave_unattended(&mut self, window: Window, now: Timestamp) {
        self.owner = Owner::People {
            since: now,
            quiet_since: now,
            unanswered: Some(window),
            returns: None,
            later: Later::NONE,
        };
        self.window = None;
        self.undelivered.clear();
        self.unattended = Some(Unattended::Disabled);
        self.changed_at = now;
    }

    /// Decides that people get the conversation, which is theirs from this commit on.
    pub(super) fn hand_over(&mut self, reason: Reason, summary: String, now: Timestamp) {
        let Some(turn) = self.turn.as_mut() else {
            return;
        };
        turn.end_rounds();
        let again = turn.tries_again && matches!(reason, Reason::AssistantFailed | Reason::TooOld);
        let reason = if again { Reason::StillFailing } else { reason };
        let unanswered = self.window.take();
        self.undelivered.clear();
        let mut quiet_since = now;
        if again {
            // That it fails again is no word of anybody's: it is not asked for again for ever.
            quiet_since = turn.window.opened_at.max(self.addressed_at.min(now));
        } else {
            self.handover = Some(Handover::new(turn, now));
            self.transferred = Some(Transferred {
                reason,
                summary: summary.clone(),
                at: now,
                answered: false,
                later: Later::NONE,
            });
        }
        let failed = matches!(reason, Reason::AssistantFailed | Reason::StillFailing);
        self.unattended = failed.then(|| Unattended::AssistantFailed {
            window: turn.window.clone(),
            tried_at: now,
        });
        turn.decision = Some(Decision::transfer(reason, summary));
        turn.decided_at = Some(now);
        self.owner = Owner::People {
            since: now,
            quiet_since,
            unanswered,
            returns: None,
            later: Later::NONE,
        };
        self.changed_at = now;
    }
}
