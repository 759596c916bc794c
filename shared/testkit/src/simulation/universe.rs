//! Everything outside the use cases, as the story goes on.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap, HashSet},
    rc::Rc,
};

use conversation::{ConversationRef, Policy, State, Transfer, WakeUp};

use super::{
    scenario::Faults,
    world::{Event, TaskId, World},
};
use crate::memory::MemoryConversations;

/// How long a received wake-up stays invisible, in milliseconds.
const VISIBILITY: u64 = 100_000;
/// A wake-up received more often than this goes to the dead-letter queue.
const MAX_RECEIVES: u32 = 10;

/// A wake-up in its queue.
#[derive(Debug, Clone)]
pub(super) struct Queued {
    pub(super) wake_up: WakeUp,
    pub(super) visible_at: u64,
    pub(super) receives: u32,
}

/// How SQS hands a message out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Receive {
    Visible,
    /// A second time at once: it delivers at least once.
    Again,
}

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
    pub(super) policies: Vec<RefCell<Policy>>,
    pub(super) wake_ups: RefCell<BTreeMap<u64, Queued>>,
    pub(super) human_queue: RefCell<Vec<(TaskId, Transfer)>>,
    pub(super) delivered: RefCell<Vec<Delivered>>,
    /// What each task last wrote.
    pub(super) written: RefCell<HashMap<TaskId, (ConversationRef, State)>>,
    /// Tasks that something went wrong for.
    pub(super) disturbed: RefCell<HashSet<TaskId>>,
    /// Tasks that crashed or had a send that was not acknowledged.
    pub(super) excused: RefCell<HashSet<TaskId>>,
    /// Which rules were broken, and how.
    pub(super) broken: RefCell<Vec<String>>,
    next_id: Cell<u64>,
}

impl Universe {
    pub(super) fn new(
        world: Rc<World>,
        (faults, faults_end): (Faults, u64),
        policies: Vec<Policy>,
    ) -> Rc<Self> {
        Rc::new(Self {
            world,
            table: MemoryConversations::new(),
            faults,
            faults_end,
            policies: policies.into_iter().map(RefCell::new).collect(),
            wake_ups: RefCell::default(),
            human_queue: RefCell::default(),
            delivered: RefCell::default(),
            written: RefCell::default(),
            disturbed: RefCell::default(),
            excused: RefCell::default(),
            broken: RefCell::default(),
            next_id: Cell::new(1),
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

    /// Whether a fault of this likelihood happens now.
    pub(super) fn strikes(&self, in_thousand: u64) -> bool {
        self.world.now() < self.faults_end && in_thousand > 0 && self.world.chance(in_thousand)
    }

    /// From now on a repeat of what this task sent is nobody's fault: it crashed, or a send of its
    /// own was not acknowledged.
    pub(super) fn excuse(&self, task: TaskId) {
        self.excused.borrow_mut().insert(task);
    }

    pub(super) fn disturb(&self, task: TaskId) {
        self.disturbed.borrow_mut().insert(task);
    }

    /// Puts a wake-up into the queue, visible after `delay` and never earlier.
    pub(super) fn enqueue(&self, wake_up: WakeUp, delay: u64) {
        let late = if self.strikes(self.faults.queue) {
            self.world.below(5_000)
        } else {
            self.world.below(10)
        };
        let id = self.next_id();
        let visible_at = self.world.now() + delay + late;
        self.wake_ups.borrow_mut().insert(
            id,
            Queued {
                wake_up,
                visible_at,
                receives: 0,
            },
        );
        self.world.schedule(visible_at, Event::Visible(id));
    }

    /// Receives a wake-up that has become visible, or once more one that was just received.
    pub(super) fn receive(&self, id: u64, receive: Receive) -> Option<WakeUp> {
        let now = self.world.now();
        let mut queue = self.wake_ups.borrow_mut();
        let queued = queue.get_mut(&id)?;
        if receive == Receive::Visible && queued.visible_at > now {
            return None;
        }
        queued.receives += 1;
        if queued.receives > MAX_RECEIVES && !queued.wake_up.exhausted {
            queued.wake_up.exhausted = true;
            queued.receives = 1;
        }
        queued.visible_at = now + VISIBILITY;
        self.world.schedule(queued.visible_at, Event::Visible(id));
        Some(queued.wake_up.clone())
    }

    pub(super) fn retry_in(&self, id: u64, millis: u64) {
        if let Some(queued) = self.wake_ups.borrow_mut().get_mut(&id) {
            queued.visible_at = self.world.now() + millis.div_ceil(1000) * 1000;
            self.world.schedule(queued.visible_at, Event::Visible(id));
        }
    }

    pub(super) fn delete(&self, id: u64) {
        self.wake_ups.borrow_mut().remove(&id);
    }
}
