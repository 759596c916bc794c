//! Two versions of the code at once. The newer one stores data that the older one does not know,
//! and must find it again.

use conversation::{Decision, Later, Owner, Part, State, Unattended, Window, ports::Versioned};

use super::{universe::Universe, world::TaskId};

/// The name of the field that only the newer version knows.
const NEWER: &str = "newer";

/// Every second invocation runs the newer version.
const fn is_newer(task: TaskId) -> bool {
    task.is_multiple_of(2)
}

/// What the newer version adds to a state that it reads and then writes.
pub(super) fn add(universe: &Universe, read: &mut Option<Versioned>) {
    let world = &universe.world;
    let Some(read) = read else { return };
    if !universe.mixed_versions || !is_newer(world.current()) || !world.chance(500) {
        return;
    }
    for later in places(&mut read.state) {
        if world.chance(300) {
            later
                .0
                .insert(NEWER.to_owned(), world.below(1_000_000).into());
        }
    }
}

fn places(state: &mut State) -> Vec<&mut Later> {
    let mut places = vec![
        &mut state.later,
        &mut state.desk.later,
        &mut state.contact.later,
    ];
    if let Owner::People {
        unanswered, later, ..
    } = &mut state.owner
    {
        places.push(later);
        places.extend(unanswered.iter_mut().map(|window| &mut window.later));
    }
    if let Some(turn) = &mut state.turn {
        places.extend([&mut turn.later, &mut turn.window.later]);
        places.extend(turn.voice.iter_mut().map(|voice| &mut voice.later));
        match &mut turn.decision {
            Some(Decision::Reply { parts, later, .. }) => {
                places.push(later);
                places.extend(parts.iter_mut().map(|part| &mut part.later));
            }
            Some(Decision::Transfer { later, .. }) => places.push(later),
            None => {}
        }
    }
    let undelivered = state.undelivered.iter_mut();
    places.extend(undelivered.map(|failed| &mut failed.later));
    places.extend(state.window.iter_mut().map(|window| &mut window.later));
    places.extend(state.handover.iter_mut().map(|it| &mut it.later));
    places.extend(state.transferred.iter_mut().map(|it| &mut it.later));
    places
}

/// The older version is about to write a step: whatever remains of the earlier state still has all
/// that was stored with it.
pub(super) fn carried(universe: &Universe, before: &State, after: &State) {
    if is_newer(universe.world.current()) {
        return;
    }
    let own = [
        (&before.later, &after.later),
        (&before.desk.later, &after.desk.later),
        (&before.contact.later, &after.contact.later),
    ];
    let kept = own.iter().all(|(before, after)| before == after)
        && owner_kept(before, after)
        && turn_kept(before, after)
        && undelivered_kept(before, after)
        && transfer_kept(before, after)
        && windows_kept(before, after);
    if !kept {
        universe.broken(4, "what a newer version stored is lost");
    }
}

fn owner_kept(before: &State, after: &State) -> bool {
    match (&before.owner, &after.owner) {
        (
            Owner::People { since, later, .. },
            Owner::People {
                since: still,
                later: now,
                ..
            },
        ) => since != still || later == now,
        _ => true,
    }
}

fn turn_kept(before: &State, after: &State) -> bool {
    let (Some(old), Some(new)) = (&before.turn, &after.turn) else {
        return true;
    };
    let decision = match (&old.decision, &new.decision) {
        (
            Some(Decision::Reply {
                parts: old, later, ..
            }),
            Some(Decision::Reply {
                parts: new,
                later: now,
                ..
            }),
        ) => {
            // A text in place of a voice is another part.
            let same = |old: &Part, new: &Part| old.text == new.text && old.voice == new.voice;
            let mut parts = old.iter().zip(new);
            later == now && parts.all(|(old, new)| !same(old, new) || old.later == new.later)
        }
        (Some(Decision::Transfer { later, .. }), Some(Decision::Transfer { later: now, .. })) => {
            later == now
        }
        _ => true,
    };
    let voice = old.voice.as_ref().zip(new.voice.as_ref());
    let voice = voice.is_none_or(|(old, new)| old.later == new.later);
    old.seq != new.seq || (old.later == new.later && decision && voice)
}

fn undelivered_kept(before: &State, after: &State) -> bool {
    before.undelivered.iter().all(|old| {
        let mut still = after.undelivered.iter().filter(|new| new.id == old.id);
        still.all(|new| new.later == old.later)
    })
}

fn transfer_kept(before: &State, after: &State) -> bool {
    let handovers = before.handover.as_ref().zip(after.handover.as_ref());
    let transfers = before.transferred.as_ref().zip(after.transferred.as_ref());
    handovers.is_none_or(|(old, new)| old.turn != new.turn || old.later == new.later)
        && transfers.is_none_or(|(old, new)| old.at != new.at || old.later == new.later)
}

/// Wherever a window may have moved.
fn windows_kept(before: &State, after: &State) -> bool {
    // A window may be in two places, and go on from either.
    let kept = |new: &Window| {
        let same = windows(before).into_iter();
        let mut same = same.filter(|old| old.first == new.first).peekable();
        same.peek().is_none() || same.any(|old| old.later == new.later)
    };
    windows(after).into_iter().all(kept)
}

fn windows(state: &State) -> Vec<&Window> {
    let unanswered = match &state.owner {
        Owner::People { unanswered, .. } => unanswered.as_ref(),
        Owner::Assistant => None,
    };
    let taken = state.turn.as_ref().map(|turn| &turn.window);
    let handed = state.handover.as_ref();
    let handed = handed.and_then(|handover| handover.window.as_ref());
    let failed = match &state.unattended {
        Some(Unattended::AssistantFailed { window, .. }) => Some(window),
        Some(Unattended::Disabled) | None => None,
    };
    let all = [state.window.as_ref(), taken, unanswered, handed, failed];
    all.into_iter().flatten().collect()
}
