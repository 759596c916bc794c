//! Writes that arrive long after their caller has given up.

use conversation::{ConversationRef, ports::Commit};

use super::{
    ports::Ports,
    reached::Rare,
    universe::Universe,
    world::{Event, TaskId},
};

/// How late a write may arrive, in milliseconds: sooner than a message stops looking for its
/// commit.
const LATEST: u64 = 30_000;

/// A write that has not arrived yet.
pub(super) struct Late {
    ports: Ports,
    by: TaskId,
    conversation: ConversationRef,
    commit: Commit,
}

/// The running task gives up on a commit, which arrives later.
pub(super) fn is_given_up(ports: &Ports, conversation: &ConversationRef, commit: &Commit) {
    let universe = &ports.universe;
    let (id, by) = (universe.next_id(), universe.world.current());
    universe.tasks.disturb(by);
    let late = Late {
        ports: ports.clone(),
        by,
        conversation: conversation.clone(),
        commit: commit.clone(),
    };
    universe.late.borrow_mut().insert(id, late);
    let at = universe.world.now() + universe.world.below(LATEST);
    universe.world.schedule(at, Event::Late(id));
}

pub(super) fn arrives(universe: &Universe, id: u64) {
    let Some(late) = universe.late.borrow_mut().remove(&id) else {
        return;
    };
    universe.world.act_as(late.by);
    if late.ports.write(&late.conversation, late.commit).is_ok() {
        universe.sightings.see(Rare::WrittenLate);
    }
}
