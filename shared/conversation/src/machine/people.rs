//! People take the conversation and write in it.

use std::time::Duration;

use crate::{
    Author, Incoming, Later, Message, MessageId, Outcome, Owner, Policy, State, Timestamp,
    TurnRecord, policy::CLOCKS_DIFFER,
};

use super::{
    Change,
    back::{give_back, never_answered},
    ending::Ending,
};

/// Gives the conversation to people. That ends the turn in progress, and a transfer on its way, for
/// good. The messages that waited for the assistant now wait for people.
pub fn take_over(mut state: State, now: Timestamp) -> (State, Option<TurnRecord>) {
    let (since, quiet_since, mut unanswered, returns, later) = match state.owner.clone() {
        Owner::Assistant => (now, now, None, None, Later::NONE),
        Owner::People {
            since,
            quiet_since,
            unanswered,
            returns,
            later,
        } => (since, quiet_since, unanswered, returns, later),
    };
    if state.owner == Owner::Assistant {
        state.changed_at = now;
    }
    state.undelivered.clear();
    let handover = state.handover.take();
    let unattended = state.unattended.take();
    unanswered = never_answered(handover.as_ref(), unattended).or(unanswered);
    let ended = match state.turn.take() {
        Some(turn) => {
            let parts_sent = turn.parts_sent();
            if parts_sent == 0 {
                unanswered = turn.unanswered().or(unanswered);
            }
            unanswered = unanswered.or(state.window.take());
            state.changed_at = now;
            Some(Ending::of_turn(turn, Outcome::TakenOver { parts_sent }))
        }
        None => {
            let ending = state.end_window(Outcome::TakenOver { parts_sent: 0 });
            ending.inspect(|ending| {
                unanswered = unanswered.take().or_else(|| ending.window.clone());
            })
        }
    };
    state.owner = Owner::People {
        since,
        quiet_since,
        unanswered,
        returns,
        later,
    };
    let left = state.left_to_people();
    let turn_record = match (ended, handover) {
        (Some(ending), _) => Some(ending.turn_record(left, now)),
        (None, Some(handover)) => {
            let seq = state.take_seq();
            Some(handover.turn_record(seq, Outcome::TakenOver { parts_sent: 0 }, now))
        }
        (None, None) => None,
    };
    (state, turn_record)
}

/// Takes in the message of a person at the desk: the conversation is theirs, and the waiting
/// messages are answered. A message that is only the release keyword gives the conversation back
/// instead.
pub fn person_message(
    mut state: State,
    incoming: &Incoming,
    policy: &Policy,
    now: Timestamp,
) -> Change {
    state.learn(incoming.contact_details(), incoming.sent_at.min(now));
    let said = |state| {
        let id = Some(incoming.id.clone());
        let (state, said) = person_says(state, &incoming.text, id, incoming.sent_at, now);
        let message = Message {
            attachments: incoming.attachments.clone(),
            ..said
        };
        (state, message)
    };
    let late = is_of_the_past(&state, incoming);
    let kept = late && state.owner == Owner::Assistant;
    if !policy.is_release_keyword(incoming) && !kept {
        let (state, turn_record) = take_over(state, now);
        let (state, message) = said(state);
        return Change {
            messages: vec![message],
            turn_record,
            ..Change::from(answered_by_people(state))
        };
    }
    let (state, message) = said(state);
    let released = give_back(state.clone(), policy, now).filter(|_| !late);
    let mut change = released.unwrap_or_else(|| Change::from(state));
    change.messages.insert(0, message);
    change
}

/// The resolution of desks' times: whole seconds.
const WHOLE_SECONDS: Duration = Duration::from_secs(1);

/// Whether a person wrote before the conversation last changed hands. Such a message, delivered
/// late, does not change the owner.
pub fn is_of_the_past(state: &State, said: &Incoming) -> bool {
    match state.owner {
        Owner::People { since, .. } => said.sent_at.plus(CLOCKS_DIFFER) < since,
        Owner::Assistant => {
            let desk = &state.desk;
            let closed = !desk.with_people && desk.taken_back.is_none() && said.case == desk.case;
            closed && said.sent_at.plus(WHOLE_SECONDS) <= desk.at
        }
    }
}

/// Puts a person's message into the transcript.
pub fn person_says(
    mut state: State,
    text: &str,
    provider_id: Option<MessageId>,
    sent_at: Timestamp,
    now: Timestamp,
) -> (State, Message) {
    let seq = state.take_seq();
    state.heard(now);
    let message = Message {
        provider_id,
        sent_at,
        ..Message::said(seq, Author::Person, text.to_owned(), now)
    };
    (state, message)
}

/// Marks whatever waited for people as answered, and the transfer too.
pub fn answered_by_people(mut state: State) -> State {
    if let Owner::People { unanswered, .. } = &mut state.owner {
        *unanswered = None;
    }
    if let Some(transfer) = &mut state.transferred {
        transfer.answered = true;
    }
    state
}
