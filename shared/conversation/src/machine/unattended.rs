//! The contact wrote where nobody has attended to them.

use crate::{
    Author, Message, Owner, Policy, State, Timestamp, Unattended, machine::Wake,
    policy::TRY_AGAIN_AFTER,
};

use super::{Change, people::release};

/// What the assistant reads where it had failed.
const IT_FAILED: &str = "[You could not be reached when the customer wrote this, and nobody else has \
    answered yet.]";

/// What a message of the contact's brings back of a conversation that people have, and in which none
/// of them has done anything: what came while the integration was disabled, once it is enabled; and
/// what the assistant had failed at, once it may have recovered.
pub fn at_a_message(state: &State, policy: &Policy, now: Timestamp) -> Option<Change> {
    if !policy.enabled || state.turn.is_some() {
        return None;
    }
    match state.unattended.as_ref()? {
        Unattended::Disabled => release(state.clone(), policy, now),
        Unattended::AssistantFailed { window, tried_at } => {
            let may = policy.try_again && now >= tried_at.plus(TRY_AGAIN_AFTER);
            // The desk must have it, lest nobody had it if the assistant fails again.
            let window = Some(window.clone()).filter(|_| may && state.handover.is_none());
            Some(try_again(state.clone(), window?, policy, now))
        }
    }
}

fn try_again(mut state: State, window: crate::Window, policy: &Policy, now: Timestamp) -> Change {
    state.owner = Owner::Assistant;
    state.window = Some(window);
    state.changed_at = now;
    let note = Message {
        seq: state.take_seq(),
        author: Author::Note,
        text: IT_FAILED.to_owned(),
        voice: false,
        provider_id: None,
        sent_at: now,
        received_at: now,
        left_to_people: None,
    };
    Change {
        messages: vec![note],
        wake_up: state.next_run_at(policy.interval).map(Wake::At),
        ..Change::from(state)
    }
}
