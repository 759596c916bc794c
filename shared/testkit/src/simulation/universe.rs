//! Everything outside the use cases, as the story goes on.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap, HashSet},
    rc::Rc,
    time::Duration,
};

use conversation::{ConversationRef, IntegrationId, State, Timestamp, Transfer};

use super::{
    corrected::Deleted,
    erasure::Erasures,
    late::Late,
    leases::Leases,
    people::People,
    record::Step,
    renamed::Renames,
    scenario::{Faults, Move},
    settings::AllSettings,
    sightings::Sightings,
    sqs::Queued,
    tickets::Tickets,
    undelivered::Reports,
    voice::Voices,
    world::{Event, TaskId, World},
};
use crate::memory::MemoryConversations;

/// How far a clock may be from the right time where clocks differ, in milliseconds.
const CLOCK_ERROR: u64 = 1_000;

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
    faults_end: u64,
    pub(super) settings: AllSettings,
    pub(super) queues: RefCell<BTreeMap<u64, Queued>>,
    /// What responders put on the human queue.
    pub(super) human_queue: RefCell<Vec<(TaskId, Transfer)>>,
    pub(super) people: People,
    pub(super) leases: Leases,
    pub(super) tickets: Tickets,
    pub(super) voices: Voices,
    pub(super) erasures: Erasures,
    /// Whether two versions of the code run at once.
    pub(super) mixed_versions: bool,
    clocks_differ: bool,
    /// What was written so far, where somebody wants to know.
    pub(super) recorded: RefCell<Option<Vec<Step>>>,
    pub(super) delivered: RefCell<Vec<Delivered>>,
    /// Each reply that was decided, and when.
    pub(super) replies: RefCell<Vec<(ConversationRef, Timestamp)>>,
    /// Who has called nothing since it last read or wrote the conversation.
    pub(super) looked: RefCell<HashSet<TaskId>>,
    /// What the assistant last told each task.
    pub(super) answers: RefCell<HashMap<TaskId, String>>,
    /// What each task last wrote.
    pub(super) written: RefCell<HashMap<TaskId, (ConversationRef, State)>>,
    /// Tasks that something went wrong for.
    pub(super) disturbed: RefCell<HashSet<TaskId>>,
    /// Tasks that crashed or had a send that was not acknowledged.
    pub(super) excused: RefCell<HashSet<TaskId>>,
    /// Which rules were broken, and how.
    pub(super) broken: RefCell<Vec<String>>,
    pub(super) sightings: Sightings,
    /// All that happens, where somebody listens.
    pub(super) story: RefCell<Option<Vec<String>>>,
    next_id: Cell<u64>,
    /// All that comes to our webhooks, also what follows from the story itself.
    pub(super) moves: RefCell<Vec<Move>>,
    /// What became of the parts that the channel took.
    pub(super) reports: Reports,
    pub(super) deleted: Deleted,
    pub(super) renames: Renames,
    /// Writes on their way.
    pub(super) late: RefCell<BTreeMap<u64, Late>>,
    /// Whether wake-ups were lost: an operator has emptied their queue, or deleted an integration.
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
            erasures: Erasures::default(),
            mixed_versions,
            clocks_differ,
            recorded: RefCell::default(),
            delivered: RefCell::default(),
            replies: RefCell::default(),
            looked: RefCell::default(),
            answers: RefCell::default(),
            written: RefCell::default(),
            disturbed: RefCell::default(),
            excused: RefCell::default(),
            broken: RefCell::default(),
            sightings: Sightings::default(),
            story: RefCell::default(),
            next_id: Cell::new(1),
            late: RefCell::default(),
            moves: RefCell::default(),
            reports: Reports::default(),
            deleted: Deleted::default(),
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

    /// By how many milliseconds the running task's clock is ahead.
    pub(super) fn clock_error(&self) -> i64 {
        let drawn = self.world.current().wrapping_mul(7_919) % (2 * CLOCK_ERROR);
        let error = drawn.cast_signed() - CLOCK_ERROR.cast_signed();
        if self.clocks_differ { error } else { 0 }
    }

    /// How far any two clocks may be apart.
    pub(super) const fn clocks_apart(&self) -> Duration {
        Duration::from_millis(if self.clocks_differ {
            2 * CLOCK_ERROR
        } else {
            0
        })
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

    /// Tells what happens, where somebody listens.
    pub(super) fn tell(&self, what: impl FnOnce() -> String) {
        if let Some(story) = self.story.borrow_mut().as_mut() {
            story.push(format!("{}: {}", self.world.now(), what()));
        }
    }

    /// Whether the table, the queues and the processes work as they should.
    pub(super) fn is_calm(&self) -> bool {
        self.faults.are_none() && !self.wake_ups_lost.get()
    }

    /// How many steps the desk of a conversation's integration takes.
    pub(super) fn desk_steps(&self, conversation: &ConversationRef) -> u32 {
        let index = integration_of(&conversation.integration);
        index.map_or(0, |index| self.people.steps_of(index))
    }

    /// Whether a fault of this likelihood happens now.
    pub(super) fn strikes(&self, in_thousand: u64) -> bool {
        self.world.now() < self.faults_end && in_thousand > 0 && self.world.chance(in_thousand)
    }

    /// Something is about to be done for a contact: only upon a fresh look at the conversation.
    pub(super) fn looks_first(&self) {
        if !self.looked.borrow().contains(&self.world.current()) {
            self.broken(9, "sent without a look at who has the conversation");
        }
    }

    /// From now on a repeat of what this task sent is nobody's fault: it crashed, or a send of its
    /// own was not acknowledged.
    pub(super) fn excuse(&self, task: TaskId) {
        self.excused.borrow_mut().insert(task);
    }

    pub(super) fn disturb(&self, task: TaskId) {
        self.disturbed.borrow_mut().insert(task);
    }
}

/// The number in `i0`.
pub(super) fn integration_of(id: &IntegrationId) -> Option<usize> {
    id.as_str().strip_prefix('i')?.parse().ok()
}
