//! Messages of the contact.

use crate::{
    AtOnce, Author, Incoming, Later, LeftBecause, Message, Owner, Policy, State, Timestamp, Window,
    machine::Wake,
};

/// The change that follows from a message of the contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The next state.
    pub state: State,
    /// The message to store.
    pub message: Message,
    /// The wake-up to send first, if no other is sure to reach the message.
    pub wake_up: Option<Wake>,
}

/// Takes in a message of the contact. A new wake-up is sent only if a run is due sooner by it: one that
/// comes too early puts itself off.
pub fn receive(mut state: State, incoming: &Incoming, policy: &Policy, now: Timestamp) -> Received {
    // The message may make a run due later, whose wake-up is lost all the same.
    let due_before = state.next_run_at(policy.wait);
    let seq = state.take_seq();
    state.learn(incoming.contact_details(), incoming.sent_at.min(now));
    state.heard(now);
    let window = Window {
        first: seq,
        opened_at: now,
        later: Later::NONE,
    };
    let busy = state.window.is_some() || state.turn.is_some();
    let left_to_people = match &state.owner {
        Owner::Assistant if policy.answers(&state) || busy => None,
        Owner::Assistant => {
            state.leave_unattended(window.clone(), now);
            Some(LeftBecause::Disabled)
        }
        Owner::People { .. } => state.keep_for_people(&window),
    };
    let needs_no_wait = policy.answer_at_once.is_for(incoming);
    let sooner = match &state.window {
        Some(window) => needs_no_wait && !state.is_at_once(window),
        None => left_to_people.is_none(),
    };
    if left_to_people.is_none() {
        state.window.get_or_insert(window);
    }
    state.last_message_at = now.max(state.last_message_at);
    if needs_no_wait {
        state.at_once = Some(AtOnce { seq, at: now });
    }
    // A turn's own wake-up lives until it completes, and `complete` sends the next one.
    let sends = sooner && state.turn.is_none();
    let wake_up = state.next_run_at(policy.wait).and_then(|due| {
        let overdue = state.is_overdue(due_before.unwrap_or(due), now);
        match sends {
            true => Some(Wake::At(due)),
            false => overdue.then_some(Wake::Again),
        }
    });
    Received {
        state,
        message: Message {
            attachments: incoming.attachments.clone(),
            about: incoming.about.clone(),
            voice: incoming.voice,
            provider_id: Some(incoming.id.clone()),
            sent_at: incoming.sent_at,
            left_to_people,
            ..Message::said(seq, Author::Customer, incoming.text.clone(), now)
        },
        wake_up,
    }
}

impl State {
    /// Notes that somebody wrote.
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
