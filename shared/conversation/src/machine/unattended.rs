//! What people have, and nobody has attended to, is the assistant's again.

use crate::{Owner, Policy, State, Timestamp, Unattended, machine::Wake, policy::TRY_AGAIN_AFTER};

use super::{
    Change,
    back::{NOBODY_ANSWERED, release},
};

/// What a message of the contact's brings back of a conversation that people have, and in which none
/// of them has done anything: what came while the integration was disabled, once it is enabled; and
/// what the assistant had failed at, once it may have recovered.
pub fn at_a_message(state: &State, policy: &Policy, now: Timestamp) -> Option<Change> {
    if !policy.enabled || state.turn.is_some() {
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

/// Asks the assistant once more for what people have only because it failed: the contact and the desk
/// are told nothing when it fails again. None where that is not so, or they have not heard of it yet,
/// lest nobody had it.
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
        changed_at: now,
        ..state.clone()
    };
    let wake_up = state.next_run_at(policy.interval).map(Wake::At);
    Some(Change {
        messages: vec![state.note(NOBODY_ANSWERED, now)],
        wake_up,
        ..Change::from(state)
    })
}
