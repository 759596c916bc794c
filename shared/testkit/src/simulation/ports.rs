//! The ports as the use cases see them: slow, failing, and deadly before and after every call.

use std::{
    future::Future,
    pin::pin,
    rc::Rc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use conversation::{
    ConversationRef, IntegrationId, Message, MessageId, Policy, Seq, Timestamp, Transfer,
    WakeUpMessage,
    ports::{
        Candidate, Clock, Commit, CommitError, Conversations, Found, HandOverPorts, HumanQueue,
        InboundPorts, Policies, PortError, Random, RunPorts, Versioned, WakeUps,
    },
};

use super::{
    checks, erasure, people, tickets,
    universe::{Carried, Universe},
    versions,
};

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
            return Err(PortError::new("simulated: not done").into());
        }
        let done = effect();
        self.pass().await;
        if universe.strikes(universe.faults.fail_after) {
            universe.disturb(universe.world.current());
            return Err(PortError::new("simulated: done, but the answer was lost").into());
        }
        done
    }

    async fn pass(&self) {
        let universe = &self.universe;
        if universe.strikes(universe.faults.crash) {
            universe.disturb(universe.world.current());
            universe.excuse(universe.world.current());
            universe.world.crash().await;
        }
        let millis = if universe.strikes(universe.faults.slow) {
            universe.world.below(1_500)
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
        let (table, voices) = (&self.universe.table, &self.universe.voices);
        let task = self.universe.world.current();
        self.call(|| {
            voices.read_by(task);
            let mut read = at_once(table.state(conversation))?;
            versions::add(&self.universe, &mut read);
            Ok(read)
        })
        .await
    }

    async fn seen(
        &self,
        conversation: &ConversationRef,
        message: &MessageId,
    ) -> Result<Option<Seq>, PortError> {
        let table = &self.universe.table;
        self.call(|| at_once(table.seen(conversation, message)))
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
        self.call(|| {
            let before = at_once(self.universe.table.state(conversation))?;
            let known = before.filter(|read| read.version == commit.read_version);
            if let Some(known) = &known {
                versions::carried(&self.universe, &known.state, &commit.state);
            }
            let (after, trail) = (commit.state.clone(), commit.trail.clone());
            let written = at_once(self.universe.table.commit(conversation, commit.clone()));
            self.universe
                .record(conversation, Some((commit, written.is_ok())));
            written?;
            let before = known.map(|read| read.state);
            erasure::commit(&self.universe, conversation, before.as_ref(), &after);
            let of_people = (before.as_ref(), &after, trail.as_ref());
            people::commit(&self.universe, conversation, of_people);
            tickets::commit(&self.universe, conversation, of_people);
            checks::commit(
                &self.universe,
                (self.integration, conversation),
                before.as_ref(),
                &after,
            );
            self.universe
                .written
                .borrow_mut()
                .insert(self.universe.world.current(), (conversation.clone(), after));
            // DynamoDB may call a repeat by the SDK a conflict with the first try, which is written.
            if self.universe.strikes(self.universe.faults.fail_after / 4) {
                self.universe.disturb(self.universe.world.current());
                return Err(CommitError::Conflict);
            }
            Ok(())
        })
        .await
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
    async fn send(&self, transfer: &Transfer, delay: Duration) -> Result<(), PortError> {
        self.call(|| {
            let task = self.universe.world.current();
            if !self.universe.people.is_handing_over(task) {
                checks::transfer(&self.universe, task, transfer);
                let entry = (task, transfer.clone());
                self.universe.human_queue.borrow_mut().push(entry);
            }
            let carried = Carried::Transfer(transfer.clone());
            self.universe.enqueue(carried, delay);
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
        self.universe
            .policies
            .get(self.integration)
            .map(|policy| policy.borrow().clone())
            .ok_or_else(|| PortError::new("no such integration"))
    }
}

impl Clock for Ports {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.universe.world.now())
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.universe.world.sleep_until(at.millis()).await;
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
    own!(HumanQueue human_queue, Channel channel, Desk desk);
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
