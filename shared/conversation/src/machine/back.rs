//! Conversations return from people, because people give them back or have been quiet for long.

use std::time::Duration;

use crate::{
    Author, Decision, Handover, Message, Outcome, Owner, Policy, State, Timestamp, Unattended,
    Window,
    machine::Wake,
    policy::{LOOK_WHILE_DISABLED, MAX_HAND_OVER_TIME, REPLY_LIMIT, Returns},
};

use super::{Change, ending::Ending, unattended::try_again};

/// The note for the assistant where people had the conversation.
const PEOPLE_HAD_IT: &str = "[People of the team had this conversation until here. Now it is yours \
    again: what they said and promised holds.]";

/// The note for the assistant where nobody had the conversation.
pub(super) const NOBODY_ANSWERED: &str = "[You could not be reached when the customer wrote \
    this, and nobody else has answered yet.]";

/// Gives the conversation back, which ends a transfer on its way. None if people do not have it.
/// Messages that nobody answered are answered now, unless the settings say otherwise or the last
/// message is older than a reply may be. Messages at which the assistant failed are not answered,
/// since people have heard of them; [`give_back`] answers them.
pub fn release(mut state: State, policy: &Policy, now: Timestamp) -> Option<Change> {
    let Owner::People { unanswered, .. } = state.owner.clone() else {
        return None;
    };
    let in_time = is_in_time(&state, now);
    let unattended = state.unattended.take();
    let wanted = match unattended {
        Some(Unattended::Disabled) => policy.answer_when_enabled,
        Some(Unattended::AssistantFailed { .. }) | None => policy.answer_on_release,
    };
    let answers = wanted && in_time;
    let left = state.left_to_people().filter(|_| !answers);
    state.owner = Owner::Assistant;
    state.returned_at = now;
    state.changed_at = now;
    state.transferred = None;
    let handover = state.handover.take();
    let turn = state.turn.take();
    let unheard = unheard_of(handover.as_ref()).filter(|_| answers);
    let opens_again = unheard.is_some();
    state.window = unheard.or(unanswered).filter(|_| answers);
    let turn_record = match (turn, handover) {
        (Some(turn), handover) => {
            let is_known = !handover.is_some_and(|handover| handover.is_unheard_of());
            let outcome = match &turn.decision {
                _ if opens_again => Outcome::GivenBack,
                Some(Decision::Transfer { reason, .. }) if is_known => {
                    Outcome::Transferred { reason: *reason }
                }
                Some(_) | None => Outcome::TakenOver { parts_sent: 0 },
            };
            Some(Ending::of_turn(turn, outcome).turn_record(left, now))
        }
        (None, Some(handover)) => {
            let outcome = match opens_again {
                true => Outcome::GivenBack,
                false => Outcome::TakenOver { parts_sent: 0 },
            };
            let seq = state.take_seq();
            Some(handover.turn_record(seq, outcome, now))
        }
        (None, None) => None,
    };
    let due = state.next_run_at(policy.wait);
    let note = match unattended {
        Some(Unattended::Disabled) => NOBODY_ANSWERED,
        Some(Unattended::AssistantFailed { .. }) | None => PEOPLE_HAD_IT,
    };
    Some(Change {
        messages: vec![state.note(note, now)],
        turn_record,
        wake_up: due.map(Wake::At),
        ..Change::from(state)
    })
}

/// The messages that went to people while neither the contact nor the desk was told.
fn unheard_of(handover: Option<&Handover>) -> Option<Window> {
    handover
        .filter(|handover| handover.is_unheard_of())
        .and_then(|handover| handover.window.clone())
}

/// The same, and messages at which the assistant failed.
pub(super) fn never_answered(
    handover: Option<&Handover>,
    unattended: Option<Unattended>,
) -> Option<Window> {
    let failed = match unattended {
        Some(Unattended::AssistantFailed { window, .. }) => Some(window),
        Some(Unattended::Disabled) | None => None,
    };
    unheard_of(handover).or(failed)
}

/// A person takes on what people have only because nobody else could have it, so that it is not
/// taken from them again. None if that is already so.
pub fn attend(mut state: State) -> Option<State> {
    let unattended = state.unattended.take()?;
    if let Owner::People { unanswered, .. } = &mut state.owner {
        *unanswered = never_answered(None, Some(unattended)).or(unanswered.take());
    }
    Some(state)
}

/// Gives the conversation back, and asks the assistant again for what people have only because it
/// failed, if the settings want that answered.
pub fn give_back(state: State, policy: &Policy, now: Timestamp) -> Option<Change> {
    let again = give_back_failed(&state, policy, now).filter(|_| policy.answer_on_release);
    again.or_else(|| release(state, policy, now))
}

/// The same, if people have the conversation only because the assistant failed. None if they do
/// not, and if the last message is older than a reply may be, since people should see it then.
pub fn give_back_failed(state: &State, policy: &Policy, now: Timestamp) -> Option<Change> {
    try_again(state, policy, now).filter(|_| is_in_time(state, now))
}

impl State {
    /// A line of the transcript that only the assistant reads.
    pub(super) fn note(&mut self, text: &str, now: Timestamp) -> Message {
        Message::said(self.take_seq(), Author::Note, text.to_owned(), now)
    }
}

/// Whether the last message is recent enough for what people have to be answered.
fn is_in_time(state: &State, now: Timestamp) -> bool {
    match state.owner {
        Owner::People { quiet_since, .. } => now.since(quiet_since) <= REPLY_LIMIT,
        Owner::Assistant => false,
    }
}

/// Whether people have the conversation only because the integration was disabled, and nobody has
/// written for so long that the integration is no longer checked.
pub fn is_unlooked_at(state: &State, now: Timestamp) -> bool {
    state.unattended == Some(Unattended::Disabled) && !is_in_time(state, now)
}

/// When people will have been quiet for as long as the settings allow. None if they do not have the
/// conversation, or it does not return by itself. A transfer on its way counts from the end of the
/// time that it is tried for. A conversation that people have only because the integration was
/// disabled returns when the integration is enabled: that is checked from time to time, as long as
/// a reply may be sent.
pub fn returns_at(state: &State, returns: Returns, now: Timestamp) -> Option<Timestamp> {
    let Owner::People {
        since, quiet_since, ..
    } = state.owner
    else {
        return None;
    };
    let quiet_since = since.max(quiet_since);
    if state.unattended == Some(Unattended::Disabled) && now.since(quiet_since) <= REPLY_LIMIT {
        let look = if returns.enabled {
            Duration::ZERO
        } else {
            LOOK_WHILE_DISABLED
        };
        return Some(now.plus(look));
    }
    let quiet = quiet_since.plus(returns.after?);
    let tried = state.handover.as_ref();
    let tried = tried.map(|handover| handover.decided_at.plus(MAX_HAND_OVER_TIME));
    Some(tried.map_or(quiet, |tried| tried.max(quiet)))
}
