//! How a rare state is seen: from what becomes of tasks and of messages, and from what is written.

mod commits;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use conversation::{Owner, Receipt};

use super::{
    reached::Rare,
    scenario::Act,
    universe::{Delivered, TRANSFER, Universe, integration_of},
    world::TaskId,
};

pub(super) use commits::commit;

/// What a story has reached so far, and what is needed to see more.
#[derive(Default)]
pub(super) struct Sightings {
    reached: RefCell<BTreeSet<Rare>>,
    dead: RefCell<BTreeSet<TaskId>>,
    /// The task that sent each message of the queues, if it has written nothing since.
    unwritten: RefCell<BTreeMap<u64, TaskId>>,
    /// The tasks whose messages came before they wrote anything.
    outrun: RefCell<BTreeSet<TaskId>>,
    /// The turn whose transfer the desk is being told of, or was when the task died.
    at_desk: RefCell<BTreeMap<TaskId, String>>,
}

impl Sightings {
    pub(super) fn take(&self) -> BTreeSet<Rare> {
        self.reached.take()
    }

    pub(super) fn see(&self, rare: Rare) {
        self.reached.borrow_mut().insert(rare);
    }

    pub(super) fn see_if(&self, seen: bool, rare: Rare) {
        if seen {
            self.see(rare);
        }
    }

    pub(super) fn died(&self, task: TaskId) {
        self.dead.borrow_mut().insert(task);
    }

    /// What became of a webhook.
    pub(super) fn receipt(&self, act: &Act, receipt: Option<Receipt>) {
        match (act, receipt) {
            (Act::DeskTells(..), Some(Receipt::Duplicate)) => self.see(Rare::DeskRepeats),
            (Act::Says(_), Some(Receipt::Duplicate)) => self.see(Rare::DuplicateWebhook),
            (Act::Says(_), Some(Receipt::TooOld)) => self.see(Rare::TooOldToStore),
            _ => {}
        }
    }

    pub(super) fn sent(&self, id: u64, by: TaskId) {
        self.unwritten.borrow_mut().insert(id, by);
    }

    pub(super) fn received(&self, universe: &Universe, id: u64) {
        let Some(by) = self.unwritten.borrow_mut().remove(&id) else {
            return;
        };
        // A message sent by a webhook is followed by a commit; a message sent by another task may
        // not be.
        let for_a_commit = universe.people.whose(by).is_some();
        if !self.dead.borrow().contains(&by) {
            self.outrun.borrow_mut().insert(by);
        } else if for_a_commit {
            self.see(Rare::WakeUpForNothing);
        }
    }

    pub(super) fn desk_is_called(&self, task: TaskId, turn_id: &str) {
        self.at_desk.borrow_mut().insert(task, turn_id.to_owned());
    }

    pub(super) fn desk_has_answered(&self, task: TaskId) {
        self.at_desk.borrow_mut().remove(&task);
    }

    /// A part is about to arrive, perhaps not for the first time.
    pub(super) fn arrives(&self, universe: &Universe, part: &Delivered) {
        let doubled = universe.delivered.borrow().iter().any(|earlier| {
            earlier.conversation == part.conversation
                && (earlier.turn, earlier.part) == (part.turn, part.part)
        });
        if part.part == TRANSFER {
            return self.see_if(doubled, Rare::TransferMessageDoubled);
        }
        self.see_if(doubled, Rare::PartDoubled);
        self.taken_meanwhile(universe, Rare::TakenWhileAPartIsOnItsWay);
    }

    /// The settings of an integration change.
    pub(super) fn changed(&self, universe: &Universe, integration: usize) {
        universe.table.each(|conversation, items| {
            let own = integration_of(&conversation.integration) == Some(integration);
            let turn = items
                .state
                .as_ref()
                .is_some_and(|read| read.state.turn.is_some());
            self.see_if(own && turn, Rare::ChangedInATurn);
        });
    }

    /// Whether people have meanwhile taken what the running task knows as the assistant's.
    pub(super) fn taken_meanwhile(&self, universe: &Universe, rare: Rare) {
        let written = universe.tasks.written.borrow();
        let Some((conversation, known)) = written.get(&universe.world.current()) else {
            return;
        };
        let owner = universe.table.with(conversation, |items| {
            items.state.as_ref().map(|read| read.state.owner.clone())
        });
        let is_of_people = matches!(owner.flatten(), Some(Owner::People { .. }));
        self.see_if(known.owner == Owner::Assistant && is_of_people, rare);
    }
}
