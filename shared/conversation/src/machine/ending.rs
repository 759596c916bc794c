//! The end of a turn, however it comes.

use crate::{
    Decision, HeardReport, Later, LeftOut, Outcome, Owner, Range, SeenReport, Seq, State,
    Timestamp, Took, Turn, TurnRecord, Undelivered, Usage, VoiceReport, Window,
};

/// What the record keeps of a turn, or of a window that never became a turn.
pub(super) struct Ending {
    seq: Seq,
    /// The messages that the turn leaves unanswered.
    pub(super) window: Option<Window>,
    batch: Range,
    messages: usize,
    attempts: u32,
    opened_at: Timestamp,
    due_at: Option<Timestamp>,
    claimed_at: Option<Timestamp>,
    decided_at: Option<Timestamp>,
    took: Took,
    usage: Option<Usage>,
    model: Option<String>,
    left_out: Vec<LeftOut>,
    dropped: usize,
    heard: Option<HeardReport>,
    seen: Option<SeenReport>,
    voice: Option<VoiceReport>,
    tried_again: bool,
    redelivered: bool,
    last_error: Option<String>,
}

impl Ending {
    pub(super) fn of_turn(turn: Turn) -> Self {
        Self {
            seq: turn.seq,
            window: turn.unanswered(),
            batch: turn.batch,
            messages: turn.messages,
            attempts: turn.attempts,
            opened_at: turn.window.opened_at,
            due_at: turn.due_at,
            claimed_at: Some(turn.claimed_at),
            decided_at: turn.decided_at,
            took: turn.took,
            usage: turn.usage,
            model: turn.model,
            left_out: turn.left_out,
            dropped: turn.dropped,
            heard: turn.heard,
            seen: turn.seen,
            voice: turn.voice,
            tried_again: turn.tries_again,
            redelivered: turn.redelivers,
            last_error: turn.last_error,
        }
    }

    /// The ending of an undelivered part that is not made up for.
    pub(super) fn of_undelivered(state: &mut State, failed: Undelivered) -> Self {
        let window = Window {
            first: failed.batch.first,
            opened_at: failed.at,
            later: Later::NONE,
        };
        Self {
            batch: failed.batch,
            window: None,
            redelivered: true,
            last_error: Some(failed.why),
            ..Self::of_window(state.take_seq(), window, failed.batch.last)
        }
    }

    fn of_window(seq: Seq, window: Window, last: Seq) -> Self {
        Self {
            seq,
            batch: Range {
                first: window.first,
                last,
            },
            messages: 0,
            attempts: 0,
            opened_at: window.opened_at,
            window: Some(window),
            due_at: None,
            claimed_at: None,
            decided_at: None,
            took: Took::default(),
            usage: None,
            model: None,
            left_out: Vec::new(),
            dropped: 0,
            heard: None,
            seen: None,
            voice: None,
            tried_again: false,
            redelivered: false,
            last_error: None,
        }
    }

    pub(super) fn turn_record(
        self,
        outcome: Outcome,
        left_to_people: Option<Range>,
        now: Timestamp,
    ) -> TurnRecord {
        TurnRecord {
            seq: self.seq,
            batch: self.batch,
            messages: self.messages,
            left_to_people,
            outcome,
            attempts: self.attempts,
            tried_again: self.tried_again,
            redelivered: self.redelivered,
            opened_at: self.opened_at,
            due_at: self.due_at,
            claimed_at: self.claimed_at,
            decided_at: self.decided_at,
            sent_at: None,
            ended_at: now,
            took: self.took,
            usage: self.usage,
            model: self.model,
            left_out: self.left_out,
            dropped: self.dropped,
            heard: self.heard,
            seen: self.seen,
            voice: self.voice,
            last_error: self.last_error,
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
    pub(super) fn end_window(&mut self) -> Option<Ending> {
        let window = self.window.take()?;
        let last = self.last_seq();
        Some(Ending::of_window(self.take_seq(), window, last))
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
