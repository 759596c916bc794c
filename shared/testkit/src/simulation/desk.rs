//! The desks as the use cases see them: down for a while, failing, and moving tickets.

use std::time::Duration;

use conversation::{
    Owner, Timestamp, Told,
    policy::{DESK_WAITS, MAX_HAND_OVER_TIME},
    ports::{Case, Desk, Failure, Recovery},
};

use super::{
    channel::asks_to_wait,
    people::{self, Step},
    ports::Ports,
    reached::Rare,
    tried,
    universe::Universe,
    world::TaskId,
};

/// How much later than its patience a desk may be reached if only a channel fails: the time of a
/// send of 10 s, of a queue's whole seconds, and of some port calls.
const CALM_DELAY: Duration = Duration::from_secs(14);

impl Desk for Ports {
    fn steps(&self) -> u32 {
        self.universe.people.steps_of(self.integration)
    }

    fn name(&self) -> &'static str {
        "simulated"
    }

    fn is_shown_by_the_channel(&self) -> bool {
        self.steps() > 0
    }

    async fn take_back(&self, recovery: Recovery<'_>, _: Duration) -> Result<(), Failure> {
        let universe = &self.universe;
        tried::reaches_nobody(universe, recovery.at);
        people::taking_back_begins(universe);
        self.fails_at_desk().await?;
        let task = universe.world.current();
        let arrives = || {
            universe.tell(|| format!("taken back at the desk {}", recovery.turn_id));
            if self.steps() > 0 {
                universe.tickets.taken_back(task, recovery.at);
            }
            universe.sightings.see(Rare::DeskHearsOfARecovery);
            Ok::<(), conversation::ports::PortError>(())
        };
        self.call(arrives).await.map_err(|_| self.desk_failed())
    }

    async fn take_step(&self, step: u32, case: Case<'_>, _: Duration) -> Result<(), Failure> {
        let (task, sightings) = (self.universe.world.current(), &self.universe.sightings);
        sightings.desk_is_called(task, &case.transfer.turn_id);
        let taken = self.step_at_desk(step, case).await;
        sightings.desk_has_answered(task);
        taken
    }
}

impl Ports {
    async fn step_at_desk(&self, step: u32, case: Case<'_>) -> Result<(), Failure> {
        let universe = &self.universe;
        let task = universe.world.current();
        tried::reaches_nobody(universe, case.at);
        universe.looks_first();
        step_begins(universe, task, step, case);
        self.fails_at_desk().await?;
        let taken = Step {
            by: task,
            turn_id: case.transfer.turn_id.clone(),
            step,
        };
        let last = step + 1 == self.steps();
        let arrives = || {
            universe.tell(|| format!("at the desk {taken:?}"));
            universe.people.takes_step(taken);
            if last {
                let turn_id = &case.transfer.turn_id;
                universe.tickets.moved(case.at, turn_id);
            }
            Ok::<(), conversation::ports::PortError>(())
        };
        if self.call(arrives).await.is_err() {
            universe.tasks.excuse(task);
            return Err(self.desk_failed());
        }
        Ok(())
    }

    /// Whether the desk is down, or fails now.
    async fn fails_at_desk(&self) -> Result<(), Failure> {
        let universe = &self.universe;
        if universe.people.are_away_at(universe.world.now()) {
            self.sleep(20).await;
            return Err(self.desk_failed());
        }
        if universe.strikes(universe.faults.desk) {
            self.sleep(20).await;
            return Err(match universe.world.below(4) {
                0 => Failure::permanent("simulated: no such ticket"),
                _ => self.desk_failed(),
            });
        }
        Ok(())
    }

    fn desk_failed(&self) -> Failure {
        Failure::transient_after("simulated: desk", asks_to_wait(&self.universe.world))
    }
}

fn step_begins(universe: &Universe, task: TaskId, step: u32, case: Case<'_>) {
    let written = universe.tasks.written.borrow();
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
    if handover.told == Told::NotYet && waited + universe.clocks_apart() < DESK_WAITS {
        universe.broken(8, "the desk was told before the contact");
    }
    let works = universe.faults.desk == 0 && universe.people.are_never_away();
    let calm = universe.is_calm() && works;
    if calm && waited > DESK_WAITS + CALM_DELAY + universe.clocks_apart() {
        universe.broken(8, format!("the desk waited for {} s", waited.as_secs()));
    }
    if waited > MAX_HAND_OVER_TIME + Duration::from_secs(3600) {
        universe.broken(8, "a desk is tried for ever");
    }
}
