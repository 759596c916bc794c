//! Events of a desk, and the statuses that it shows.

use crate::{
    DeskEvent, DeskEvidence, DeskView, Holder, Owner, Policy, State, Timestamp, Told,
    policy::{CLOCKS_DIFFER, DESK_WAITS},
};

use super::{Change, release, take_over};

/// Takes in a desk's word on who has the conversation. An event that says nothing new leaves the
/// state as it is.
pub fn desk_event(mut state: State, event: &DeskEvent, policy: &Policy, now: Timestamp) -> Change {
    let taken = event.holder == Holder::People;
    let another = is_another(&state.desk, event);
    let differs = match event.evidence {
        DeskEvidence::Event | DeskEvidence::Assigned => true,
        DeskEvidence::StatusOnMessage | DeskEvidence::StatusOnAgentMessage => {
            taken != state.desk.with_people
        }
    };
    if !(differs || another) || !is_believed(&state, event) {
        return Change::from(state);
    }
    // A time in the future would keep out all that comes until then.
    let at = event.at.map(|at| at.min(now.plus(CLOCKS_DIFFER)));
    match at {
        Some(at) => {
            state.learn(event.contact_details(), at);
            state.desk.at = at.max(state.desk.at);
        }
        None => {
            // Without a time nobody can tell whether it is late.
            state.contact.learn(&event.contact);
            state.desk.known_by_our_clock(now);
        }
    }
    if event.case.is_some() {
        state.desk.case.clone_from(&event.case);
    }
    if event.evidence != DeskEvidence::Assigned {
        state.desk.with_people = taken;
        state.desk.taken_back = None;
    }
    // Another case in the assistant's hands is no word on the one that people have.
    if event.evidence == DeskEvidence::StatusOnAgentMessage || (!differs && !taken) {
        return Change::from(state);
    }
    let taken_before = state.owner != Owner::Assistant;
    match event.holder {
        Holder::People if !taken_before || is_nobodys_echo(&state, now) => {
            let (state, turn_record) = take_over(state, now);
            Change {
                turn_record,
                ..Change::from(state)
            }
        }
        Holder::Assistant if taken_before => {
            release(state.clone(), policy, now).unwrap_or_else(|| Change::from(state))
        }
        // Most often the desk's own word for what a transfer has just done there.
        Holder::People | Holder::Assistant => Change::from(state),
    }
}

/// Whether an event is newer than what is known. A status beside a message must also be newer than
/// every known message, since the desk may have shown another status or another case beside that.
/// To take a conversation back from people, an event must also be newer than their take-over, and
/// of the case that they work on.
fn is_believed(state: &State, event: &DeskEvent) -> bool {
    let shown_until = state.desk.at.max(state.addressed_at);
    let shown_until = shown_until.max(state.desk.shown_from.unwrap_or_default());
    let newer = match (event.evidence, event.at) {
        (DeskEvidence::StatusOnMessage | DeskEvidence::StatusOnAgentMessage, at) => {
            at.is_some_and(|at| at > shown_until)
        }
        (DeskEvidence::Event | DeskEvidence::Assigned, at) => {
            // What people did while we took it back counts.
            let told_until = state.desk.taken_back.unwrap_or(state.desk.at);
            at.is_none_or(|at| at >= told_until)
        }
    };
    let Owner::People { since, .. } = state.owner else {
        return newer;
    };
    if event.holder == Holder::People
        || matches!(
            event.evidence,
            DeskEvidence::StatusOnMessage | DeskEvidence::StatusOnAgentMessage
        )
    {
        return newer;
    }
    // Where the desk has told that people have it, its own times say what came first. Where it does
    // not even have a transfer yet, it speaks of something earlier.
    let ours = !state.desk.with_people;
    let before = ours
        && match event.at {
            Some(at) => at.plus(CLOCKS_DIFFER) < since,
            None => state
                .handover
                .as_ref()
                .is_some_and(|known| known.desk_steps == 0),
        };
    newer && !is_another(&state.desk, event) && !before
}

/// Whether an event is of another case than the newest known one.
fn is_another(known: &DeskView, event: &DeskEvent) -> bool {
    match (&known.case, &event.case) {
        (Some(known), Some(other)) => known != other,
        _ => false,
    }
}

/// Whether people took the conversation at the desk before a transfer can have touched it.
fn is_nobodys_echo(state: &State, now: Timestamp) -> bool {
    state.handover.as_ref().is_some_and(|handover| {
        handover.told == Told::NotYet
            && handover.desk_steps == 0
            && now < handover.decided_at.plus(DESK_WAITS)
    })
}
