//! Everything outside the use cases, as the story goes on.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use conversation::{ConversationRef, IntegrationId, Timestamp, Transfer};

use super::{
    balloons::Balloons,
    calls::Calls,
    corrected::Deleted,
    erasure::Erasures,
    figures::Happened,
    heard::Recordings,
    late::Late,
    leases::Leases,
    people::People,
    record::Step,
    renamed::Renames,
    scenario::{Faults, Move},
    seen::Fetches,
    settings::AllSettings,
    sightings::Sightings,
    spent::Spending,
    sqs::Queued,
    tasks::Tasks,
    tickets::Tickets,
    tried,
    undelivered::Reports,
    voice::Voices,
    waits::Waits,
    world::{Event, TaskId, World},
};
use crate::memory::MemoryConversations;

/// The part number of a transfer message.
pub(super) const TRANSFER: usize = usize::MAX;

/// A part that the channel has delivered.
#[derive(Debug, Clone)]
pub(super) struct Delivered {
    pub(super) at: u64,
    pub(super) by: TaskId,
    pub(super) conversation: String,
    pub(super) integration: usize,
    pub(super) turn: u64,
    pub(super) part: usize,
}

/// Everything outside the use cases.
pub(super) struct Universe {
    pub(super) world: Rc<World>,
    pub(super) table: MemoryConversations,
    pub(super) faults: Faults,
    pub(super) faults_end: u64,
    pub(super) settings: AllSettings,
    pub(super) queues: RefCell<BTreeMap<u64, Queued>>,
    /// The transfers that responders put on the human queue.
    pub(super) human_queue: RefCell<Vec<(TaskId, Transfer)>>,
    pub(super) people: People,
    pub(super) leases: Leases,
    pub(super) tickets: Tickets,
    pub(super) voices: Voices,
    pub(super) waits: Waits,
    pub(super) recordings: Recordings,
    pub(super) balloons: Balloons,
    pub(super) calls: Calls,
    pub(super) fetches: Fetches,
    pub(super) spending: Spending,
    pub(super) erasures: Erasures,
    /// Whether two versions of the code run at once.
    pub(super) mixed_versions: bool,
    pub(super) clocks_differ: bool,
    /// What was written so far, if somebody wants to know.
    pub(super) recorded: RefCell<Option<Vec<Step>>>,
    pub(super) delivered: RefCell<Vec<Delivered>>,
    /// Each reply that was decided, and when.
    pub(super) replies: RefCell<Vec<(ConversationRef, Timestamp)>>,
    pub(super) tasks: Tasks,
    /// Which rules were broken, and how.
    pub(super) broken: RefCell<Vec<String>>,
    pub(super) sightings: Sightings,
    /// Everything that happens, if somebody listens.
    pub(super) story: RefCell<Option<Vec<String>>>,
    next_id: Cell<u64>,
    /// Everything that comes to our webhooks, including what follows from the story itself.
    pub(super) moves: RefCell<Vec<Move>>,
    /// What became of the parts that the channel took.
    pub(super) reports: Reports,
    pub(super) deleted: Deleted,
    pub(super) happened: Happened,
    pub(super) renames: Renames,
    /// Writes that have not arrived yet.
    pub(super) late: RefCell<BTreeMap<u64, Late>>,
    /// Whether wake-ups were lost, because an operator has emptied their queue or deleted an
    /// integration.
    pub(super) wake_ups_lost: Cell<bool>,
}

impl Universe {
    pub(super) fn new(
        world: Rc<World>,
        (faults, faults_end): (Faults, u64),
        settings: AllSettings,
        people: People,
        (mixed_versions, clocks_differ): (bool, bool),
    ) -> Rc<Self> {
        Rc::new(Self {
            world,
            table: MemoryConversations::new(),
            faults,
            faults_end,
            settings,
            queues: RefCell::default(),
            human_queue: RefCell::default(),
            people,
            leases: Leases::default(),
            tickets: Tickets::default(),
            voices: Voices::default(),
            waits: Waits::default(),
            recordings: Recordings::default(),
            balloons: Balloons::default(),
            calls: Calls::default(),
            fetches: Fetches::default(),
            spending: Spending::default(),
            erasures: Erasures::default(),
            mixed_versions,
            clocks_differ,
            recorded: RefCell::default(),
            delivered: RefCell::default(),
            replies: RefCell::default(),
            tasks: Tasks::default(),
            broken: RefCell::default(),
            sightings: Sightings::default(),
            story: RefCell::default(),
            next_id: Cell::new(1),
            late: RefCell::default(),
            moves: RefCell::default(),
            reports: Reports::default(),
            deleted: Deleted::default(),
            happened: Happened::default(),
            renames: Renames::default(),
            wake_ups_lost: Cell::default(),
        })
    }

    /// Something comes to our webhooks.
    pub(super) fn comes(&self, next: Move) {
        let mut moves = self.moves.borrow_mut();
        self.world.schedule(next.at, Event::Move(moves.len()));
        moves.push(next);
    }

    pub(super) fn next_id(&self) -> u64 {
        let id = self.next_id.get();
        self.next_id.set(id + 1);
        id
    }

    /// Notes that a rule was broken.
    pub(super) fn broken(&self, rule: u32, what: impl std::fmt::Display) {
        let at = self.world.now();
        self.broken
            .borrow_mut()
            .push(format!("rule {rule} at {at}: {what}"));
    }

    /// Tells what happens, if somebody listens.
    pub(super) fn tell(&self, what: impl FnOnce() -> String) {
        if let Some(story) = self.story.borrow_mut().as_mut() {
            story.push(format!("{}: {}", self.world.now(), what()));
        }
    }

    /// How many steps the desk of a conversation's integration takes.
    pub(super) fn desk_steps(&self, conversation: &ConversationRef) -> u32 {
        let index = integration_of(&conversation.integration);
        let index = index.filter(|_| !tried::is_test(conversation));
        index.map_or(0, |index| self.people.steps_of(index))
    }

    /// Something is about to be done for a contact, which needs a fresh look at the conversation.
    pub(super) fn looks_first(&self) {
        if !self.tasks.looked.borrow().contains(&self.world.current()) {
            self.broken(9, "sent without a look at who has the conversation");
        }
    }
}

/// The number in `i0`.
pub(super) fn integration_of(id: &IntegrationId) -> Option<usize> {
    id.as_str().strip_prefix('i')?.parse().ok()
}
