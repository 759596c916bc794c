//! People take the conversation, write in it, and give it back.

use std::time::Duration;

use crate::{
    Author, DeskEvent, DeskSign, DeskView, Incoming, Message, MessageId, Outcome, Owner, Policy,
    State, Timestamp, Trail, machine::WakeUpAt,
};

use super::{Change, ending::Ending};

/// What the assistant reads where people had the conversation.
const PEOPLE_HAD_IT: &str = "[People of the team had this conversation until here. Now it is yours \
    again: what they said and promised holds.]";

/// People take the conversation. It ends the turn in progress and a transfer on its way for good,
/// and what waited for the assistant waits for people.
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
    state.handover = None;
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

/// Somebody at the desk wrote: the conversation is theirs, and what waited is answered. With the
/// release keyword alone they give it back instead.
pub fn person_message(
    mut state: State,
    incoming: &Incoming,
    policy: &Policy,
    now: Timestamp,
) -> Change {
    state.hear_of(
        &incoming.contact,
        &incoming.reply_address,
        incoming.sent_at.min(now),
    );
    let said = |state| {
        let id = Some(incoming.id.clone());
        person_says(state, &incoming.text, id, incoming.sent_at, now)
    };
    if !policy.is_release_keyword(&incoming.text) {
        let (state, trail) = take_over(state, now);
        let (state, message) = said(state);
        return Change {
            messages: vec![message],
            trail,
            ..Change::from(answered_by_people(state))
        };
    }
    let (state, message) = said(state);
    let mut change = release(state.clone(), policy, now).unwrap_or_else(|| Change::from(state));
    change.messages.insert(0, message);
    change
}

/// A person's words go into the transcript.
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
        seq,
        author: Author::Person,
        text: text.to_owned(),
        provider_id,
        sent_at,
        received_at: now,
        left_to_people: None,
    };
    (state, message)
}

/// Whatever waited for people, they have answered it.
pub fn answered_by_people(mut state: State) -> State {
    if let Owner::People { unanswered, .. } = &mut state.owner {
        *unanswered = None;
    }
    state
}

/// People give the conversation back; a transfer on its way ends. None when they do not have it.
pub fn release(mut state: State, policy: &Policy, now: Timestamp) -> Option<Change> {
    let Owner::People { unanswered, .. } = state.owner.clone() else {
        return None;
    };
    let left = state.left_to_people().filter(|_| !policy.answer_on_release);
    state.owner = Owner::Assistant;
    state.changed_at = now;
    state.handover = None;
    let turn = state.turn.take();
    let waiting = turn.as_ref().map(|turn| turn.window.clone()).or(unanswered);
    state.window = waiting.filter(|_| policy.answer_on_release);
    let outcome = match state.window {
        Some(_) => Outcome::GivenBack,
        None => Outcome::TakenOver { parts_sent: 0 },
    };
    let trail = turn.map(|turn| Ending::of_turn(turn).trail(outcome, left, now));
    let wake_up = state.window.as_ref().map(|window| WakeUpAt {
        at: state.due_at(window, policy.interval),
        message_id: window.message_id.clone(),
    });
    let note = Message {
        seq: state.take_seq(),
        author: Author::Note,
        text: PEOPLE_HAD_IT.to_owned(),
        provider_id: None,
        sent_at: now,
        received_at: now,
        left_to_people: None,
    };
    Some(Change {
        messages: vec![note],
        trail,
        wake_up,
        ..Change::from(state)
    })
}

/// What happened at the desk; `taken` when its people have the conversation now. An event that
/// says nothing new leaves the state as it is.
pub fn desk_event(
    mut state: State,
    taken: bool,
    event: &DeskEvent,
    policy: &Policy,
    now: Timestamp,
) -> Change {
    if !is_news(&state.desk, taken, event) {
        return Change::from(state);
    }
    let another = taken && event.case != state.desk.case;
    let shows_the_same =
        event.sign == DeskSign::Shown && taken == state.desk.with_people && !another;
    // A time in the future would keep out all that comes until then.
    let at = event
        .at
        .map_or_else(|| now.max(state.desk.at), |at| at.min(now));
    state.desk = DeskView {
        with_people: match event.sign {
            DeskSign::Told | DeskSign::Shown => taken,
            DeskSign::Claimed => state.desk.with_people,
        },
        at,
        case: event.case.clone().or(state.desk.case),
    };
    state.hear_of(&event.contact, &event.reply_address, at);
    match (taken, &state.owner) {
        _ if shows_the_same => Change::from(state),
        (true, Owner::Assistant) => {
            let (state, trail) = take_over(state, now);
            Change {
                trail,
                ..Change::from(state)
            }
        }
        // Most often the desk's own word for what a transfer has just done there.
        (true, Owner::People { .. }) | (false, Owner::Assistant) => Change::from(state),
        (false, Owner::People { .. }) => {
            release(state.clone(), policy, now).unwrap_or_else(|| Change::from(state))
        }
    }
}

/// Whether an event of the desk says more than what is known.
fn is_news(known: &DeskView, taken: bool, event: &DeskEvent) -> bool {
    match event.sign {
        DeskSign::Shown => {
            let differs = taken != known.with_people || event.case != known.case;
            differs && event.at.is_some_and(|at| at > known.at)
        }
        DeskSign::Told | DeskSign::Claimed => {
            let of_another =
                known.case.is_some() && event.case.is_some() && known.case != event.case;
            let closes_another = !taken && known.with_people && of_another;
            event.at.is_none_or(|at| at >= known.at) && !closes_another
        }
    }
}

/// When people will have been quiet for as long as the settings allow; none where they do not have
/// the conversation or it does not come back by itself.
pub fn returns_at(state: &State, return_after: Option<Duration>) -> Option<Timestamp> {
    match state.owner {
        Owner::People {
            since, quiet_since, ..
        } => Some(since.max(quiet_since).plus(return_after?)),
        Owner::Assistant => None,
    }
}
