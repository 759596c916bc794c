//! Simulated time, and the tasks that live in it. One thread, one order of events for each seed.

use std::{
    cell::{Cell, RefCell},
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// An invocation of a function.
pub(super) type TaskId = u64;

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// What happens at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// A task has waited long enough.
    Wake(TaskId),
    /// A task's time is over, whether it is done or not.
    Deadline(TaskId),
    /// The scenario's next move.
    Move(usize),
    /// A queue message becomes visible, unless it was delayed since.
    Visible(u64),
    /// A write arrives whose caller has given up.
    Late(u64),
}

/// The clock, the dice and the tasks.
pub(super) struct World {
    now: Cell<u64>,
    order: Cell<u64>,
    current: Cell<TaskId>,
    doomed: Cell<bool>,
    events: RefCell<BinaryHeap<Reverse<(u64, u64, Event)>>>,
    tasks: RefCell<HashMap<TaskId, Task>>,
    rng: RefCell<fastrand::Rng>,
}

impl World {
    pub(super) fn new(seed: u64, now: u64) -> Rc<Self> {
        Rc::new(Self {
            now: Cell::new(now),
            order: Cell::new(0),
            current: Cell::new(0),
            doomed: Cell::new(false),
            events: RefCell::default(),
            tasks: RefCell::default(),
            rng: RefCell::new(fastrand::Rng::with_seed(seed)),
        })
    }

    /// Milliseconds since the epoch.
    pub(super) fn now(&self) -> u64 {
        self.now.get()
    }

    pub(super) fn current(&self) -> TaskId {
        self.current.get()
    }

    /// From now on that task is the one that acts.
    pub(super) fn act_as(&self, task: TaskId) {
        self.current.set(task);
    }

    pub(super) fn bits(&self) -> u64 {
        self.rng.borrow_mut().u64(..)
    }

    /// A number in `0..below`.
    pub(super) fn below(&self, below: u64) -> u64 {
        self.rng.borrow_mut().u64(0..below.max(1))
    }

    pub(super) fn one_of<const N: usize>(&self, from: [u64; N]) -> u64 {
        let drawn = self.rng.borrow_mut().choice(from);
        drawn.unwrap_or_default()
    }

    /// True in so many of a thousand cases.
    pub(super) fn chance(&self, in_thousand: u64) -> bool {
        self.below(1000) < in_thousand
    }

    pub(super) fn schedule(&self, at: u64, event: Event) {
        let order = self.order.get();
        self.order.set(order + 1);
        self.events
            .borrow_mut()
            .push(Reverse((at.max(self.now()), order, event)));
    }

    /// Moves time to the next event.
    pub(super) fn next(&self) -> Option<Event> {
        let Reverse((at, _, event)) = self.events.borrow_mut().pop()?;
        self.now.set(at);
        Some(event)
    }

    /// A new task, first polled now.
    pub(super) fn spawn(&self, id: TaskId, task: impl Future<Output = ()> + 'static) {
        self.tasks.borrow_mut().insert(id, Box::pin(task));
        self.schedule(self.now(), Event::Wake(id));
    }

    /// Polls a task. False when it crashed.
    pub(super) fn poll(&self, id: TaskId) -> bool {
        let Some(mut task) = self.tasks.borrow_mut().remove(&id) else {
            return true;
        };
        self.current.set(id);
        let polled = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        if self.doomed.take() {
            return false;
        }
        if polled.is_pending() {
            self.tasks.borrow_mut().insert(id, task);
        }
        true
    }

    /// Ends a task where it is. False if it had already ended.
    pub(super) fn kill(&self, id: TaskId) -> bool {
        self.tasks.borrow_mut().remove(&id).is_some()
    }

    /// Whether a task goes on: it has not ended, crashed or been cut off.
    pub(super) fn is_alive(&self, id: TaskId) -> bool {
        self.tasks.borrow().contains_key(&id)
    }

    /// Dooms the task that is being polled: it will not be polled again.
    pub(super) fn crash(&self) -> Crash {
        self.doomed.set(true);
        Crash
    }

    pub(super) fn sleep_until(self: &Rc<Self>, at: u64) -> Sleep {
        Sleep {
            world: Rc::clone(self),
            at,
            scheduled: false,
        }
    }
}

/// Never ready: the task that awaits it has crashed.
pub(super) struct Crash;

impl Future for Crash {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}

/// Ready at a moment.
pub(super) struct Sleep {
    world: Rc<World>,
    at: u64,
    scheduled: bool,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.world.now() >= self.at {
            return Poll::Ready(());
        }
        if !self.scheduled {
            self.scheduled = true;
            let task = self.world.current();
            self.world.schedule(self.at, Event::Wake(task));
        }
        Poll::Pending
    }
}
