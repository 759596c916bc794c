//! Whole conversations through the real use cases, on a simulated clock, from a seed.
//!
//! Deliveries are doubled, delayed and reordered; every port call may be slow, fail before or
//! after its effect, or be the last thing its process does; people take over and give back at any
//! moment; conversations are erased and begin anew; two versions of the code run at once. The rules
//! of the design are checked at each step and when the story is over.

mod acts;
mod assistant;
mod balloons;
mod calls;
mod channel;
mod checks;
mod contacts;
mod corrected;
mod desk;
mod erasure;
mod faults;
mod figures;
mod heard;
mod late;
mod leases;
mod operators;
mod people;
mod ports;
mod queue;
mod reached;
mod record;
mod renamed;
mod returns;
mod said;
mod scenario;
mod seen;
mod settings;
mod sightings;
mod spent;
mod spoken;
mod sqs;
mod table;
mod tasks;
mod tickets;
mod tried;
mod undelivered;
mod universe;
mod verdict;
mod versions;
mod voice;
mod waiting;
mod waits;
mod world;

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use conversation::{MessageId, Receipt, Timestamp};

pub use self::reached::Rare;
pub use self::record::{Step, record};

use self::{
    people::People,
    ports::Ports,
    scenario::{Act, Move, START, Scenario, millis},
    settings::AllSettings,
    sqs::{Carried, Receive},
    universe::{Universe, integration_of},
    world::{Event, TaskId, World},
};

/// How many of a thousand webhooks of a desk are late.
const LATE: u64 = 100;
/// The timeouts of the functions, in milliseconds.
const INGEST: u64 = 20_000;
const CONSOLE: u64 = 29_000;
const RESPONDER: u64 = 90_000;
const TRANSFER: u64 = 60_000;
/// No story needs more events; a story that does goes in circles.
const MAX_EVENTS: usize = 200_000;

/// What came of a story.
#[derive(Debug)]
pub struct Played {
    /// The rules that were broken, if any.
    pub broken: Vec<String>,
    /// The rare states that were reached.
    pub reached: BTreeSet<Rare>,
    /// All that happened, in its order; nothing where nobody listened.
    pub story: Vec<String>,
}

/// Plays the story of a seed to its end.
pub fn play(seed: u64) -> Played {
    story_of(seed, None)
}

/// Plays the story of a seed to its end, and tells it.
pub fn tell(seed: u64) -> Played {
    story_of(seed, Some(Vec::new()))
}

fn story_of(seed: u64, told: Option<Vec<String>>) -> Played {
    let story = Story::of(seed);
    let universe = Rc::clone(&story.universe);
    universe.story.replace(told);
    story.play();
    Played {
        broken: universe.broken.take(),
        reached: universe.sightings.take(),
        story: universe.story.take().unwrap_or_default(),
    }
}

struct Story {
    universe: Rc<Universe>,
    scenario: Scenario,
    /// Which move the task of each webhook is about.
    webhooks: HashMap<TaskId, usize>,
    stored: Rc<RefCell<BTreeSet<MessageId>>>,
}

impl Story {
    fn of(seed: u64) -> Self {
        let world = World::new(seed, START);
        let scenario = Scenario::draw(&world);
        let policies = scenario.integrations.iter();
        let settings = AllSettings::new(policies.map(|(_, policy)| policy.clone()));
        let universe = Universe::new(
            world,
            (scenario.faults, scenario.faults_end),
            settings,
            People::new(scenario.outage, scenario.desk_steps.clone()),
            (scenario.mixed_versions, scenario.clocks_differ),
        );
        Self {
            universe,
            scenario,
            webhooks: HashMap::new(),
            stored: Rc::default(),
        }
    }

    fn play(mut self) {
        let world = Rc::clone(&self.universe.world);
        for step in self.scenario.moves.drain(..) {
            self.universe.comes(step);
        }
        let mut events = 0;
        while let Some(event) = world.next() {
            events += 1;
            if events > MAX_EVENTS {
                return self.universe.broken(1, "the story never ends");
            }
            self.universe.tell(|| format!("{event:?}"));
            match event {
                Event::Wake(task) => {
                    if !world.poll(task) {
                        self.died(task);
                    }
                }
                Event::Deadline(task) => {
                    if world.kill(task) {
                        self.universe.sightings.see(Rare::KilledAtItsDeadline);
                        self.died(task);
                    }
                }
                Event::Move(index) => self.webhook(index),
                Event::Visible(id) => self.deliver(id),
                Event::Late(id) => late::arrives(&self.universe, id),
            }
            queue::check(&self.universe);
            if !self.universe.broken.borrow().is_empty() {
                return;
            }
        }
        verdict::at_the_end(&self.universe, &self.stored.borrow());
    }

    /// A provider whose webhook is not answered sends it again.
    fn died(&self, task: TaskId) {
        self.universe.tasks.disturb(task);
        self.universe.tasks.excuse(task);
        self.universe.sightings.died(task);
        if let Some(index) = self.webhooks.get(&task) {
            again(&self.universe, *index);
        }
    }

    fn webhook(&mut self, index: usize) {
        let Some(step) = self.universe.moves.borrow().get(index).cloned() else {
            return;
        };
        if acts::at_once(&self.universe, step.integration, &step.act) {
            return;
        }
        let Some((id, _)) = self.scenario.integrations.get(step.integration).cloned() else {
            return;
        };
        let world = &self.universe.world;
        if self.happens(&step) && world.chance(LATE) {
            let at = world.now() + world.below(120_000);
            return world.schedule(at, Event::Move(index));
        }
        let task = self.universe.next_id();
        self.webhooks.insert(task, index);
        self.universe
            .tell(|| format!("task {task} begins: {:?}", step.act));
        let timeout = if step.act.is_of_the_console() {
            CONSOLE
        } else {
            INGEST
        };
        world.schedule(world.now() + timeout, Event::Deadline(task));
        let ports = Ports {
            universe: Rc::clone(&self.universe),
            integration: step.integration,
        };
        let stored = Rc::clone(&self.stored);
        world.spawn(task, async move {
            let receipt = acts::ingest(&ports, &id, &step.act).await;
            ports.universe.sightings.receipt(&step.act, receipt);
            if let (Act::Reports(report), Some(_)) = (&step.act, receipt) {
                undelivered::acknowledged(&ports.universe, report);
            }
            match receipt {
                Some(Receipt::Stored | Receipt::Duplicate) => {
                    if let Act::Says(said) | Act::PersonSays(said) | Act::Tries(said) = step.act {
                        stored.borrow_mut().insert(said.id);
                    }
                }
                Some(Receipt::TooOld) => said::too_old(&ports.universe, &step.act),
                Some(Receipt::Unchanged | Receipt::Noted) => {}
                None => again(&ports.universe, index),
            }
        });
    }

    /// What the desk says of an act is drawn when the act happens. False if it is only told again,
    /// or no desk says anything.
    fn happens(&self, step: &Move) -> bool {
        let Universe {
            tickets,
            people,
            world,
            ..
        } = &*self.universe;
        match &step.act {
            Act::Says(said) | Act::PersonSays(said) if people.steps_of(step.integration) > 0 => {
                tickets.shows(world, said)
            }
            Act::DeskTells(event) => tickets.tells(world, event),
            _ => false,
        }
    }

    fn deliver(&self, id: u64) {
        self.run(id, Receive::Visible);
        if self.universe.strikes(self.universe.faults.queue) {
            self.run(id, Receive::Again);
        }
    }

    fn run(&self, id: u64, receive: Receive) {
        let universe = &self.universe;
        let Some(carried) = universe.receive(id, receive) else {
            return;
        };
        let Some(integration) = integration_of(carried.integration()) else {
            return universe.broken(14, "a message for nobody");
        };
        let timeout = match carried {
            Carried::WakeUp(_) => RESPONDER,
            Carried::Transfer(_) | Carried::Recovered(_) => TRANSFER,
        };
        let deadline = universe.world.now() + timeout;
        let task = universe.next_id();
        universe.tell(|| format!("task {task} begins: the message {id}"));
        universe.world.schedule(deadline, Event::Deadline(task));
        let ports = Ports {
            universe: Rc::clone(universe),
            integration,
        };
        if matches!(carried, Carried::Transfer(_)) {
            universe.people.hands_over(task);
        }
        universe.balloons.began(task, deadline);
        universe.world.spawn(task, async move {
            let deadline = Timestamp::from_millis(deadline);
            let universe = &ports.universe;
            match acts::consume(&ports, &carried, deadline).await {
                // The event source's own deletion may be lost too.
                Ok(None) if universe.strikes(universe.faults.queue) => {
                    universe.sightings.see(Rare::DeletionLost);
                }
                Ok(None) => universe.delete(id),
                Ok(Some(after)) => universe.retry_in(id, millis(after)),
                Err(_) => universe.retry_in(id, universe.pause_of(id)),
            }
        });
    }
}

fn again(universe: &Universe, index: usize) {
    let world = &universe.world;
    let at = world.now() + 1_000 + world.below(60_000);
    world.schedule(at, Event::Move(index));
}
