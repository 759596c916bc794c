//! Conversations that people have and nobody has attended to return to the assistant.

use crate::{Owner, Policy, State, Timestamp, Unattended, machine::Wake, policy::TRY_AGAIN_AFTER};

use super::{
    Change,
    back::{NOBODY_ANSWERED, release},
};

/// The messages that come back to the assistant with a new message of the contact, in a
/// conversation that people have and in which none of them has done anything: messages that came
/// while the integration was disabled, once it is enabled; and messages at which the assistant
/// failed, once it may have recovered.
pub fn at_a_message(state: &State, policy: &Policy, now: Timestamp) -> Option<Change> {
    if !policy.answers(state) || state.turn.is_some() {
        return None;
    }
    match state.unattended.as_ref()? {
        Unattended::Disabled => release(state.clone(), policy, now),
        Unattended::AssistantFailed { tried_at, .. } => {
            let may = policy.return_on_recovery && now >= tried_at.plus(TRY_AGAIN_AFTER);
            try_again(state, policy, now).filter(|_| may)
        }
    }
}

/// Asks the assistant once more for what people have only because it failed; if it fails again, the
/// contact and the desk are told nothing. None if people have it for another reason, or if they
/// have not been told of it yet: then nobody would have it.
pub(super) fn try_again(state: &State, policy: &Policy, now: Timestamp) -> Option<Change> {
    let Some(Unattended::AssistantFailed { window, .. }) = &state.unattended else {
        return None;
    };
    let people_have = state.owner != Owner::Assistant;
    if !people_have || state.handover.is_some() || state.turn.is_some() {
        return None;
    }
    let mut state = State {
        window: Some(window.clone()),
        owner: Owner::Assistant,
        returned_at: now,
        changed_at: now,
        ..state.clone()
    };
    let wake_up = state.next_run_at(policy.wait).map(Wake::At);
    Some(Change {
        messages: vec![state.note(NOBODY_ANSWERED, now)],
        wake_up,
        ..Change::from(state)
    })
}
