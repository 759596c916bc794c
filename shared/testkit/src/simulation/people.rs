//! Where people work, and what they know: the desks, and the rules that they can see broken.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    time::Duration,
};

use conversation::{
    Author, ConversationRef, MessageId, Outcome, Owner, State, Timestamp, Told, Trail,
    policy::{DESK_WAITS, MAX_HAND_OVER_TIME},
    ports::{Case, Desk, SendError},
};

use super::{
    ports::Ports,
    universe::{Carried, Universe},
    world::TaskId,
};

/// How much later than told or than its patience a desk may be reached where nothing but a channel
/// fails: a send of 10 s, a queue's whole seconds, and some port calls.
const CALM_DELAY: Duration = Duration::from_secs(14);

/// Whose doing something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum By {
    Contact,
    /// A person's, with the id by which a repeat of it is known, where it has one.
    Person(Option<MessageId>),
}

/// One step that a desk has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    by: TaskId,
    turn_id: String,
    step: u32,
}

/// What is known of the people in a story.
#[derive(Debug, Default)]
pub(super) struct People {
    /// When the desks are down, in milliseconds since the epoch.
    outage: (u64, u64),
    /// How many steps each integration's desk takes.
    steps: Vec<u32>,
    taken: RefCell<Vec<Step>>,
    handed_over: RefCell<HashSet<String>>,
    voided: RefCell<HashSet<String>>,
    dead: RefCell<HashSet<String>>,
    /// Whose doing the tasks of ingest and of the console are.
    outside: RefCell<HashMap<TaskId, By>>,
    /// The tasks that work entries of the human queue.
    transfers: RefCell<HashSet<TaskId>>,
    believed: RefCell<HashSet<MessageId>>,
}

impl People {
    pub(super) fn new(outage: (u64, u64), steps: Vec<u32>) -> Self {
        Self {
            outage,
            steps,
            ..Self::default()
        }
    }

    pub(super) fn comes_from_outside(&self, task: TaskId, by: By) {
        self.outside.borrow_mut().insert(task, by);
    }

    pub(super) fn steps_of(&self, integration: usize) -> u32 {
        self.steps.get(integration).copied().unwrap_or_default()
    }

    pub(super) fn hands_over(&self, task: TaskId) {
        self.transfers.borrow_mut().insert(task);
    }

    pub(super) fn is_handing_over(&self, task: TaskId) -> bool {
        self.transfers.borrow().contains(&task)
    }

    pub(super) fn died(&self, carried: &Carried) {
        if let Carried::Transfer(transfer) = carried {
            self.dead.borrow_mut().insert(transfer.turn_id.clone());
        }
    }

    /// Whether a transfer came to an end that somebody knows of.
    pub(super) fn knows_of(&self, turn_id: &str) -> bool {
        [&self.handed_over, &self.voided, &self.dead]
            .iter()
            .any(|known| known.borrow().contains(turn_id))
    }

    /// Whether a task does what people did.
    fn asked_for(&self, task: TaskId) -> bool {
        let outside = self.outside.borrow();
        matches!(outside.get(&task), Some(By::Person(_)))
    }
}

/// A commit that was written, as people see it.
pub(super) fn commit(
    universe: &Universe,
    conversation: &ConversationRef,
    (before, after, trail): (Option<&State>, &State, Option<&Trail>),
) {
    let people = &universe.people;
    let Some(before) = before else { return };
    if let Some(handover) = &before.handover
        && after.handover.as_ref().map(|handover| handover.turn) != Some(handover.turn)
    {
        let turn_id = conversation.turn_id(handover.turn);
        let done = trail.is_some_and(|trail| matches!(trail.outcome, Outcome::HandedOver { .. }));
        let steps = handover.desk_steps;
        let ended = if done {
            &people.handed_over
        } else {
            &people.voided
        };
        if done && (handover.told == Told::NotYet || steps != universe.desk_steps(conversation)) {
            universe.broken(8, "a transfer ended before it was carried out");
        }
        ended.borrow_mut().insert(turn_id);
    }
    let had = before.owner != Owner::Assistant;
    let have = after.owner != Owner::Assistant;
    if had && !have {
        came_back(universe, conversation, before);
    }
    if had != have {
        owner_changed(universe, before, after);
    }
}

/// The owner changed: not by a repeat of what did so before, and not by what is older than the
/// desk's last word.
fn owner_changed(universe: &Universe, before: &State, after: &State) {
    let people = &universe.people;
    let outside = people.outside.borrow();
    let Some(By::Person(Some(event))) = outside.get(&universe.world.current()) else {
        return;
    };
    if !people.believed.borrow_mut().insert(event.clone()) {
        universe.broken(9, "a repeat of a desk's event was believed");
    }
    if after.desk.at < before.desk.at {
        universe.broken(9, "a desk's event was believed that is older than its last");
    }
}

/// By itself a conversation comes back only when both sides were quiet for long enough.
fn came_back(universe: &Universe, conversation: &ConversationRef, before: &State) {
    if universe.people.asked_for(universe.world.current()) {
        return;
    }
    let Owner::People { since, .. } = before.owner else {
        return;
    };
    let last = universe.table.with(conversation, |items| {
        let earlier = items.messages.range(..before.next_seq);
        let said = earlier
            .filter(|(_, message)| matches!(message.author, Author::Customer | Author::Person));
        said.map(|(_, message)| message.received_at).max()
    });
    let quiet_since = last.flatten().unwrap_or(since).max(since);
    let after = universe
        .policy_of(conversation)
        .and_then(|policy| policy.return_after);
    let now = Timestamp::from_millis(universe.world.now());
    if after.is_none_or(|after| now.since(quiet_since) + CALM_DELAY < after) {
        universe.broken(
            9,
            "the conversation came back although people had not given it back",
        );
    }
}

impl Desk for Ports {
    fn steps(&self) -> u32 {
        self.universe.people.steps_of(self.integration)
    }

    fn is_shown_by_the_channel(&self) -> bool {
        self.steps() > 0
    }

    async fn take_step(&self, step: u32, case: Case<'_>, _: Duration) -> Result<(), SendError> {
        let universe = &self.universe;
        let task = universe.world.current();
        step_begins(universe, task, step, case);
        let failed = || SendError::Transient {
            detail: "simulated: desk".to_owned(),
            retry_after: None,
        };
        let (from, to) = universe.people.outage;
        if (from..to).contains(&universe.world.now()) {
            self.sleep(20).await;
            return Err(failed());
        }
        if universe.strikes(universe.faults.desk) {
            self.sleep(20).await;
            return Err(match universe.world.below(4) {
                0 => SendError::Permanent {
                    detail: "simulated: no such ticket".to_owned(),
                },
                _ => failed(),
            });
        }
        let taken = Step {
            by: task,
            turn_id: case.transfer.turn_id.clone(),
            step,
        };
        let arrives = || {
            universe.people.taken.borrow_mut().push(taken);
            Ok::<(), conversation::ports::PortError>(())
        };
        if self.call(arrives).await.is_err() {
            universe.excuse(task);
            return Err(failed());
        }
        Ok(())
    }
}

fn step_begins(universe: &Universe, task: TaskId, step: u32, case: Case<'_>) {
    let written = universe.written.borrow();
    let handover = written.get(&task).and_then(|(conversation, state)| {
        let own = conversation.id == case.transfer.conversation_id;
        state
            .handover
            .as_ref()
            .filter(|_| own && state.owner != Owner::Assistant)
    });
    let Some(handover) = handover else {
        return universe.broken(8, "the desk was told of what is not its own");
    };
    if handover.desk_steps != step {
        universe.broken(8, "a step of the desk was taken out of order, or again");
    }
    let waited = Timestamp::from_millis(universe.world.now()).since(case.transfer.at);
    if handover.told == Told::NotYet && waited < DESK_WAITS {
        universe.broken(8, "the desk was told before the contact");
    }
    let calm = universe.faults.are_none() && universe.people.outage.1 == 0;
    if calm && handover.attempts == 1 && waited > DESK_WAITS + CALM_DELAY {
        universe.broken(8, format!("the desk waited for {} s", waited.as_secs()));
    }
    if waited > MAX_HAND_OVER_TIME + Duration::from_secs(3600) {
        universe.broken(8, "a desk is tried for ever");
    }
}

/// What the human queue was told came to an end, and each step was taken once.
pub(super) fn at_the_end(universe: &Universe) {
    let people = &universe.people;
    for (_, transfer) in universe.human_queue.borrow().iter() {
        if !people.knows_of(&transfer.turn_id) {
            universe.broken(8, format!("the transfer {} got lost", transfer.turn_id));
        }
    }
    let excused = universe.excused.borrow();
    let mut earlier: HashMap<(&str, u32), TaskId> = HashMap::new();
    for Step { by, turn_id, step } in people.taken.borrow().iter() {
        if let Some(by) = earlier.insert((turn_id, *step), *by)
            && !excused.contains(&by)
        {
            universe.broken(8, "a step of the desk was taken twice without need");
        }
    }
    universe.table.each(|conversation, items| {
        let Some(read) = &items.state else { return };
        let comes_back = universe
            .policy_of(conversation)
            .is_some_and(|policy| policy.return_after.is_some());
        if comes_back && read.state.owner != Owner::Assistant {
            universe.broken(2, "people were quiet for ever and it did not come back");
        }
        let stuck = read
            .state
            .handover
            .as_ref()
            .map(|handover| conversation.turn_id(handover.turn));
        if stuck.is_some_and(|turn_id| !people.dead.borrow().contains(&turn_id)) {
            universe.broken(8, "a transfer is on its way for ever");
        }
    });
}
