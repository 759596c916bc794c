//! The ports as the use cases see them: slow, failing, and deadly before and after every call.

use std::{rc::Rc, time::Duration};

use conversation::{
    HumanQueueMessage, Policy, Timestamp, WakeUpMessage,
    ports::{
        Clock, DeadTransfers, HandOverPorts, HumanQueue, InboundPorts, PolicySource, PortError,
        Random, RunPorts, WakeUps,
    },
};

use super::{checks, reached::Rare, sqs::Carried, tried, universe::Universe};
use crate::own_ports;

/// How long a call takes that outlasts every process, in milliseconds.
const HANGS: u64 = 100_000;

/// The ports of one integration.
#[derive(Clone)]
pub(super) struct Ports {
    pub(super) universe: Rc<Universe>,
    pub(super) integration: usize,
}

impl Ports {
    /// One call: time passes, and anything may go wrong before its effect and after it.
    pub(super) async fn call<T, E: From<PortError>>(
        &self,
        effect: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let universe = &self.universe;
        universe
            .tasks
            .looked
            .borrow_mut()
            .remove(&universe.world.current());
        self.pass().await;
        if universe.strikes(universe.faults.fail_before) {
            universe.tasks.disturb(universe.world.current());
            universe.tell(|| format!("task {} fails", universe.world.current()));
            return Err(PortError::new("simulated: not done").into());
        }
        let done = effect();
        self.pass().await;
        if universe.strikes(universe.faults.fail_after) {
            universe.tasks.disturb(universe.world.current());
            universe.tell(|| format!("task {} is not answered", universe.world.current()));
            return Err(PortError::new("simulated: done, but the answer was lost").into());
        }
        done
    }

    /// The process may end here.
    async fn crash_perhaps(&self) {
        let universe = &self.universe;
        if universe.strikes(universe.faults.crash) {
            universe.tasks.disturb(universe.world.current());
            universe.tasks.excuse(universe.world.current());
            universe.tell(|| format!("task {} crashes", universe.world.current()));
            universe.world.crash().await;
        }
    }

    pub(super) async fn pass(&self) {
        self.crash_perhaps().await;
        let universe = &self.universe;
        let millis = if universe.strikes(universe.faults.slow) {
            match universe.world.below(50) {
                0 => HANGS,
                _ => universe.world.below(1_500),
            }
        } else {
            1 + universe.world.below(10)
        };
        self.sleep(millis).await;
    }

    pub(super) async fn sleep(&self, millis: u64) {
        let world = &self.universe.world;
        world.sleep_until(world.now() + millis).await;
    }
}

impl WakeUps for Ports {
    async fn send(&self, wake_up: &WakeUpMessage, delay: Duration) -> Result<(), PortError> {
        self.call(|| {
            let carried = Carried::WakeUp(wake_up.clone());
            self.universe.enqueue(carried, delay);
            Ok(())
        })
        .await
    }
}

impl HumanQueue for Ports {
    async fn send(&self, message: &HumanQueueMessage, delay: Duration) -> Result<(), PortError> {
        self.call(|| {
            let task = self.universe.world.current();
            let carried = match message.clone() {
                HumanQueueMessage::TransferV1(transfer)
                | HumanQueueMessage::TestTransferV1(transfer) => {
                    tried::queued(&self.universe, message);
                    if !self.universe.people.is_handing_over(task) {
                        checks::transfer(&self.universe, task, &transfer);
                        let entry = (task, transfer.clone());
                        self.universe.human_queue.borrow_mut().push(entry);
                    }
                    Carried::Transfer(transfer)
                }
                HumanQueueMessage::RecoveredV1(recovered) => {
                    tried::queued(&self.universe, message);
                    checks::recovered(&self.universe, task, &recovered);
                    Carried::Recovered(recovered)
                }
            };
            self.universe.enqueue(carried, delay);
            Ok(())
        })
        .await
    }
}

impl DeadTransfers for Ports {
    async fn bury(&self, entry: &HumanQueueMessage) -> Result<(), PortError> {
        self.call(|| {
            if let HumanQueueMessage::TransferV1(transfer)
            | HumanQueueMessage::TestTransferV1(transfer) = entry
            {
                self.universe.people.died(transfer);
            }
            self.universe.sightings.see(Rare::TransferDead);
            Ok(())
        })
        .await
    }
}

impl PolicySource for Ports {
    async fn policy(&self) -> Result<Policy, PortError> {
        self.call(|| self.now_policy()).await
    }
}

impl Ports {
    pub(super) fn now_policy(&self) -> Result<Policy, PortError> {
        let universe = &self.universe;
        let policy = universe.settings.read(&universe.world, self.integration);
        policy.ok_or_else(|| {
            universe.tasks.disturb(universe.world.current());
            PortError::new("no such integration")
        })
    }
}

impl Clock for Ports {
    fn now(&self) -> Timestamp {
        let (world, error) = (&self.universe.world, self.universe.clock_error());
        Timestamp::from_millis(world.now().saturating_add_signed(error))
    }

    async fn sleep_until(&self, at: Timestamp) {
        let (world, error) = (&self.universe.world, self.universe.clock_error());
        let at = at.millis().saturating_add_signed(-error);
        let tasks = &self.universe.tasks;
        tasks.looked.borrow_mut().remove(&world.current());
        self.universe
            .balloons
            .sleeps(world.current(), world.now(), at);
        self.crash_perhaps().await;
        world.sleep_until(at).await;
    }
}

impl Random for Ports {
    fn bits(&self) -> u64 {
        self.universe.world.bits()
    }
}

impl InboundPorts for Ports {
    own_ports!(Conversations conversations, WakeUps wake_ups, Clock clock, Random random);
}

impl HandOverPorts for Ports {
    own_ports!(
        HumanQueue human_queue, DeadTransfers dead_transfers, Channel channel, Desk desk
    );
}

impl RunPorts for Ports {
    own_ports!(
        PolicySource policy_source, HumanQueue human_queue, Assistant assistant, Channel channel,
        Voice voice, Listener listener, FileTypes file_types, DayBudget day_budget, Tools tools
    );
}
