//! When the next run is due.

use crate::{State, Timestamp, Wait, Window, policy::OVERDUE};

impl State {
    /// When the run for `window` is due: when its wait is over, or as soon as it has a message that
    /// needs none. Never before the last reply, which ends the run before.
    pub fn due_at(&self, window: &Window, wait: Wait) -> Timestamp {
        let reply = self.last_reply_at.unwrap_or_default();
        let waited = match wait {
            Wait::Fixed(interval) => reply.max(window.opened_at).plus(interval),
            Wait::Quiet { quiet, max } => {
                let last = self.last_message_at.max(window.opened_at);
                last.plus(quiet).min(window.opened_at.plus(max))
            }
        };
        let at_once = self.at_once.filter(|_| self.is_at_once(window));
        at_once
            .map_or(waited, |message| message.at.min(waited))
            .max(reply)
    }

    /// Whether `window` has a message that needs no wait.
    pub(crate) fn is_at_once(&self, window: &Window) -> bool {
        self.at_once
            .is_some_and(|message| message.seq >= window.first)
    }

    /// When the next run is due: for undelivered parts, for the window, or for the turn in
    /// progress.
    pub(crate) fn next_run_at(&self, wait: Wait) -> Option<Timestamp> {
        let window = self.window.as_ref();
        match (&self.turn, self.undelivered.first()) {
            (Some(turn), _) => Some(turn.lease.until),
            (None, Some(undelivered)) => Some(undelivered.at),
            (None, None) => window.map(|window| self.due_at(window, wait)),
        }
    }

    /// Whether there is anything that a wake-up must come for.
    pub(crate) const fn is_idle(&self) -> bool {
        self.window.is_none() && self.turn.is_none() && self.undelivered.is_empty()
    }

    /// Whether a wake-up due at `due` seems to be lost. Each time that it is sent again, it is
    /// given twice as long.
    pub(crate) fn is_overdue(&self, due: Timestamp, now: Timestamp) -> bool {
        let scheduled = self.wake_up.as_ref();
        let sent_again = scheduled.and_then(|scheduled| scheduled.sent_again_at);
        let last = sent_again.map_or(due, |at| at.max(due));
        now > last.plus(OVERDUE.max(last.since(due)))
    }
}
