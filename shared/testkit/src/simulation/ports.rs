//! The ports as the use cases see them: slow, failing, and deadly before and after every call.

use std::{
    cell::Cell,
    future::Future,
    pin::pin,
    rc::Rc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use conversation::{
    ConversationRef, HumanQueueMessage, IntegrationId, Message, MessageId, Policy, Seq, Timestamp,
    Transfer, WakeUpMessage,
    ports::{
        Candidate, Clock, Commit, CommitError, Conversations, DeadTransfers, Found, HandOverPorts,
        HumanQueue, InboundPorts, Policies, PortError, Random, RunPorts, Versioned, WakeUps,
    },
};

use super::{
    checks, erasure, late, leases, people,
    reached::Rare,
    sightings, tickets,
    universe::{Carried, Universe},
    versions,
};

/// How long a call takes that no process outlives, in milliseconds.
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
        self.pass().await;
        if universe.strikes(universe.faults.fail_before) {
            universe.disturb(universe.world.current());
            universe.tell(|| format!("task {} fails", universe.world.current()));
            return Err(PortError::new("simulated: not done").into());
        }
        let done = effect();
        self.pass().await;
        if universe.strikes(universe.faults.fail_after) {
            universe.disturb(universe.world.current());
            universe.tell(|| format!("task {} is not answered", universe.world.current()));
            return Err(PortError::new("simulated: done, but the answer was lost").into());
        }
        done
    }

    async fn pass(&self) {
        let universe = &self.universe;
        if universe.strikes(universe.faults.crash) {
            universe.disturb(universe.world.current());
            universe.excuse(universe.world.current());
            universe.tell(|| format!("task {} crashes", universe.world.current()));
            universe.world.crash().await;
        }
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

impl Conversations for Ports {
    async fn find(
        &self,
        integration: &IntegrationId,
        candidates: &[Candidate],
        message: Option<&MessageId>,
    ) -> Result<Found, PortError> {
        let table = &self.universe.table;
        self.call(|| {
            let mut found = at_once(table.find(integration, candidates, message))?;
            versions::add(&self.universe, &mut found.state);
            Ok(found)
        })
        .await
    }

    async fn state(&self, conversation: &ConversationRef) -> Result<Option<Versioned>, PortError> {
        let universe = &self.universe;
        let task = universe.world.current();
        self.call(|| {
            universe.voices.read_by(task);
            let mut read = at_once(universe.table.state(conversation))?;
            if let Some(read) = &read {
                universe.people.are_known(task, &read.state.owner);
            }
            versions::add(universe, &mut read);
            Ok(read)
        })
        .await
    }

    async fn answerable_from(
        &self,
        conversation: &ConversationRef,
        first: Seq,
        messages: usize,
        chars: usize,
    ) -> Result<Vec<Message>, PortError> {
        let table = &self.universe.table;
        self.call(|| at_once(table.answerable_from(conversation, first, messages, chars)))
            .await
    }

    async fn newest_messages(
        &self,
        conversation: &ConversationRef,
        messages: usize,
        chars: usize,
    ) -> Result<Vec<Message>, PortError> {
        let table = &self.universe.table;
        self.call(|| at_once(table.newest_messages(conversation, messages, chars)))
            .await
    }

    async fn commit(
        &self,
        conversation: &ConversationRef,
        commit: Commit,
    ) -> Result<(), CommitError> {
        if self.universe.strikes(self.universe.faults.fail_before / 3) {
            late::is_given_up(self, conversation, &commit);
            self.pass().await;
            return Err(PortError::new("simulated: no answer").into());
        }
        let written = Cell::new(false);
        let done = self.call(|| {
            self.write(conversation, commit)?;
            written.set(true);
            // DynamoDB may call a repeat by the SDK a conflict with the first try, which is written.
            if self.universe.strikes(self.universe.faults.fail_after / 4) {
                self.universe.disturb(self.universe.world.current());
                self.universe.sightings.see(Rare::WrittenAndCalledAConflict);
                return Err(CommitError::Conflict);
            }
            Ok(())
        });
        let done = done.await;
        if written.get() && matches!(done, Err(CommitError::Failed(_))) {
            self.universe.sightings.see(Rare::WrittenAndNotAnswered);
        }
        done
    }
}

impl Ports {
    /// Writes a commit of the running task, and looks at what it did.
    pub(super) fn write(
        &self,
        conversation: &ConversationRef,
        commit: Commit,
    ) -> Result<(), CommitError> {
        let universe = &self.universe;
        // A first write that hangs while its conversation is begun by another and erased would begin it
        // anew, with a wake-up that is spent: that is not drawn.
        let began = commit.state.first_seq.0;
        if commit.read_version == 0 && universe.erasures.came_after(conversation, began) {
            return Err(CommitError::Conflict);
        }
        let before = at_once(universe.table.state(conversation))?;
        let known = before.filter(|read| read.version == commit.read_version);
        if let Some(known) = &known {
            versions::carried(universe, &known.state, &commit.state);
        }
        let written = at_once(universe.table.commit(conversation, commit.clone()));
        universe.record(conversation, Some((commit.clone(), written.is_ok())));
        written?;
        universe.tell(|| format!("written on {conversation:?}: {commit:?}"));
        let before = known.map(|read| read.state);
        erasure::commit(universe, conversation, before.as_ref(), &commit.state);
        sightings::commit(universe, conversation, before.as_ref(), &commit);
        let (after, trail) = (commit.state, commit.trail);
        let of_people = (before.as_ref(), &after, trail.as_ref());
        people::commit(universe, conversation, of_people);
        tickets::commit(universe, conversation, of_people);
        leases::commit(universe, before.as_ref(), &after);
        let of = (self.integration, conversation);
        checks::commit(universe, of, before.as_ref(), &after);
        let task = universe.world.current();
        let written = (conversation.clone(), after);
        universe.written.borrow_mut().insert(task, written);
        Ok(())
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
                HumanQueueMessage::TransferV1(transfer) => {
                    if !self.universe.people.is_handing_over(task) {
                        checks::transfer(&self.universe, task, &transfer);
                        let entry = (task, transfer.clone());
                        self.universe.human_queue.borrow_mut().push(entry);
                    }
                    Carried::Transfer(transfer)
                }
                HumanQueueMessage::RecoveredV1(recovered) => {
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
    async fn bury(&self, transfer: &Transfer) -> Result<(), PortError> {
        self.call(|| {
            self.universe.people.died(transfer);
            self.universe.sightings.see(Rare::TransferDead);
            Ok(())
        })
        .await
    }
}

impl Policies for Ports {
    async fn policy(&self) -> Result<Policy, PortError> {
        self.call(|| self.now_policy()).await
    }
}

impl Ports {
    pub(super) fn now_policy(&self) -> Result<Policy, PortError> {
        let universe = &self.universe;
        let policy = universe.settings.read(&universe.world, self.integration);
        policy.ok_or_else(|| PortError::new("no such integration"))
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
        world.sleep_until(at).await;
    }
}

impl Random for Ports {
    fn bits(&self) -> u64 {
        self.universe.world.bits()
    }
}

macro_rules! own {
    ($($port:ident $name:ident),+) => {$(
        type $port = Self;

        fn $name(&self) -> &Self {
            self
        }
    )+};
}

impl InboundPorts for Ports {
    own!(Conversations conversations, WakeUps wake_ups, Clock clock, Random random);
}

impl HandOverPorts for Ports {
    own!(
        HumanQueue human_queue, DeadTransfers dead_transfers, Channel channel, Desk desk
    );
}

impl RunPorts for Ports {
    own!(
        Policies policies, HumanQueue human_queue, Assistant assistant, Channel channel,
        Voice voice, VoiceBudget voice_budget
    );
}

/// The result of a future that never waits.
pub(super) fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("the table in memory never waits"),
    }
}
