//! The end of a turn, however it comes.

use crate::{
    Decision, Outcome, Owner, Range, Seq, State, Timestamp, Turn, TurnRecord, Undelivered, Window,
};

/// How a turn ended, or a window that never became a turn.
pub(super) struct Ending {
    /// The messages that it leaves unanswered.
    pub(super) window: Option<Window>,
    record: TurnRecord,
}

impl Ending {
    pub(super) fn of_turn(mut turn: Turn, outcome: Outcome) -> Self {
        turn.end_rounds();
        let opened_at = turn.window.opened_at;
        Self {
            window: turn.unanswered(),
            record: TurnRecord {
                messages: turn.messages,
                attempts: turn.attempts,
                due_at: turn.due_at,
                claimed_at: Some(turn.claimed_at),
                decided_at: turn.decided_at,
                took: turn.took,
                usage: turn.usage,
                model: turn.model,
                left_out: turn.left_out,
                dropped: turn.dropped,
                calls: turn.calls,
                heard: turn.heard,
                seen: turn.seen,
                voice: turn.voice,
                over_cap: turn.over_cap,
                tried_again: turn.tries_again,
                redelivered: turn.redelivers,
                last_error: turn.last_error,
                ..TurnRecord::ended(turn.seq, turn.batch, outcome, opened_at)
            },
        }
    }

    /// The ending of an undelivered part that is not made up for.
    pub(super) fn of_undelivered(state: &mut State, failed: Undelivered, outcome: Outcome) -> Self {
        let seq = state.take_seq();
        Self {
            window: None,
            record: TurnRecord {
                attempts: 0,
                redelivered: true,
                last_error: Some(failed.why),
                ..TurnRecord::ended(seq, failed.batch, outcome, failed.at)
            },
        }
    }

    pub(super) fn turn_record(self, left_to_people: Option<Range>, now: Timestamp) -> TurnRecord {
        TurnRecord {
            left_to_people,
            ended_at: now,
            ..self.record
        }
    }
}

impl Turn {
    /// The messages that are unanswered without this turn. A turn that makes up for a part of an
    /// earlier reply stands for no waiting message, since others may have been answered since.
    pub(super) fn unanswered(&self) -> Option<Window> {
        (!self.redelivers).then(|| self.window.clone())
    }

    /// How many parts of the reply the channel has taken.
    pub(super) fn parts_sent(&self) -> usize {
        match &self.decision {
            Some(Decision::Reply { parts, .. }) => parts.iter().filter(|part| part.sent).count(),
            Some(Decision::Transfer { .. }) | None => 0,
        }
    }

    pub(super) const fn is_transfer(&self) -> bool {
        matches!(self.decision, Some(Decision::Transfer { .. }))
    }
}

impl State {
    /// Ends the window, if there is one.
    pub(super) fn end_window(&mut self, outcome: Outcome) -> Option<Ending> {
        let window = self.window.take()?;
        let batch = Range {
            first: window.first,
            last: self.last_seq(),
        };
        let record = TurnRecord {
            attempts: 0,
            ..TurnRecord::ended(self.take_seq(), batch, outcome, window.opened_at)
        };
        Some(Ending {
            window: Some(window),
            record,
        })
    }

    /// The highest sequence number given so far.
    const fn last_seq(&self) -> Seq {
        Seq(self.next_seq.0.saturating_sub(1))
    }

    /// The messages that wait for people.
    pub(super) fn left_to_people(&self) -> Option<Range> {
        match &self.owner {
            Owner::People {
                unanswered: Some(window),
                ..
            } => Some(Range {
                first: window.first,
                last: self.last_seq(),
            }),
            Owner::People { .. } | Owner::Assistant => None,
        }
    }
}
