//! The contact wrote.

use crate::{
    Author, Incoming, Later, LeftBecause, Message, Owner, Policy, State, Timestamp, Window,
    machine::WakeUpAt, policy::OVERDUE,
};

/// What follows from a message of the contact's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The next state.
    pub state: State,
    /// The message to store.
    pub message: Message,
    /// The wake-up to send first, when no other is sure to reach the message.
    pub wake_up: Option<WakeUpAt>,
}

/// Takes in a message of the contact's.
pub fn receive(mut state: State, incoming: &Incoming, policy: &Policy, now: Timestamp) -> Received {
    let seq = state.take_seq();
    state.hear_of(incoming.heard(), incoming.sent_at.min(now));
    state.heard(now);
    let window = Window {
        first: seq,
        message_id: incoming.id.clone(),
        opened_at: now,
        later: Later::NONE,
    };
    let left_to_people = if policy.enabled {
        state.keep_for_people(&window)
    } else {
        Some(LeftBecause::Disabled)
    };
    let lapsed = state.turn.as_ref().map(|turn| now >= turn.lease.until);
    let opens = left_to_people.is_none() && state.window.is_none();
    if left_to_people.is_none() {
        state.window.get_or_insert(window);
    }
    let due = state
        .window
        .as_ref()
        .map(|window| state.due_at(window, policy.interval));
    let wake_up_at = match (lapsed, due) {
        // A live turn's own wake-up lives until it completes, and `complete` sends the next one.
        (Some(false), _) | (None, None) => None,
        (Some(true), _) => Some(now),
        (None, Some(due)) if opens => Some(due),
        (None, Some(due)) => (now > due.plus(OVERDUE)).then_some(now),
    };
    Received {
        state,
        message: Message {
            seq,
            author: Author::Customer,
            text: incoming.text.clone(),
            voice: incoming.voice,
            provider_id: Some(incoming.id.clone()),
            sent_at: incoming.sent_at,
            received_at: now,
            left_to_people,
        },
        wake_up: wake_up_at.map(|at| WakeUpAt {
            at,
            message_id: incoming.id.clone(),
        }),
    }
}

impl State {
    /// Somebody wrote.
    pub(super) const fn heard(&mut self, now: Timestamp) {
        if let Owner::People { quiet_since, .. } = &mut self.owner {
            *quiet_since = now;
        }
    }

    fn keep_for_people(&mut self, window: &Window) -> Option<LeftBecause> {
        let Owner::People { unanswered, .. } = &mut self.owner else {
            return None;
        };
        unanswered.get_or_insert_with(|| window.clone());
        Some(LeftBecause::PeopleOwned)
    }
}
