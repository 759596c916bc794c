//! People take the conversation, write in it, and give it back.

use std::time::Duration;

use crate::{
    Author, Incoming, Message, Outcome, Owner, State, Timestamp, Trail, machine::WakeUpAt,
};

use super::ending::Ending;

/// People take the conversation. It ends the turn in progress for good, and what waited for the
/// assistant waits for people.
pub fn take_over(mut state: State, now: Timestamp) -> (State, Option<Trail>) {
    let (since, quiet_since, mut unanswered) = match state.owner.clone() {
        Owner::Assistant => (now, now, None),
        Owner::People {
            since,
            quiet_since,
            unanswered,
        } => (since, quiet_since, unanswered),
    };
    if state.owner == Owner::Assistant {
        state.changed_at = now;
    }
    let waiting = state.window.take();
    let ended = match state.turn.take() {
        Some(turn) => {
            let parts_sent = turn.parts_sent();
            if parts_sent == 0 {
                unanswered = Some(turn.window.clone());
            }
            state.changed_at = now;
            Some((Ending::of_turn(turn), parts_sent))
        }
        None => waiting.clone().map(|window| {
            let last = state.last_seq();
            let seq = state.take_seq();
            (Ending::of_window(seq, window, last), 0)
        }),
    };
    state.owner = Owner::People {
        since,
        quiet_since,
        unanswered: unanswered.or(waiting),
    };
    let left = state.left_to_people();
    let trail = ended
        .map(|(ending, parts_sent)| ending.trail(Outcome::TakenOver { parts_sent }, left, now));
    (state, trail)
}

/// Somebody at the desk wrote: the conversation is theirs, and what waited is answered.
pub fn person_message(
    state: State,
    incoming: &Incoming,
    now: Timestamp,
) -> (State, Message, Option<Trail>) {
    let (mut state, trail) = take_over(state, now);
    if let Owner::People { unanswered, .. } = &mut state.owner {
        *unanswered = None;
    }
    state.contact.learn(&incoming.contact);
    state.reply_address = incoming.reply_address.clone();
    let seq = state.take_seq();
    let message = Message {
        seq,
        author: Author::Person,
        text: incoming.text.clone(),
        provider_id: Some(incoming.id.clone()),
        sent_at: incoming.sent_at,
        received_at: now,
        left_to_people: None,
    };
    (state, message, trail)
}

/// What follows from people giving the conversation back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The next state.
    pub state: State,
    /// The record of a transfer that was decided and not yet queued.
    pub trail: Option<Trail>,
    /// The wake-up to send first, when messages that nobody answered are waiting.
    pub wake_up: Option<WakeUpAt>,
}

/// People give the conversation back. None when they do not have it.
pub fn release(mut state: State, interval: Duration, now: Timestamp) -> Option<Released> {
    let Owner::People { unanswered, .. } = state.owner.clone() else {
        return None;
    };
    state.owner = Owner::Assistant;
    state.changed_at = now;
    let turn = state.turn.take();
    state.window = turn.as_ref().map(|turn| turn.window.clone()).or(unanswered);
    let trail = turn.map(|turn| Ending::of_turn(turn).trail(Outcome::GivenBack, None, now));
    let wake_up = state.window.as_ref().map(|window| WakeUpAt {
        at: state.due_at(window, interval),
        message_id: window.message_id.clone(),
    });
    Some(Released {
        state,
        trail,
        wake_up,
    })
}
