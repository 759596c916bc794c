//! The table as the use cases see it, and the checks after each write.

use std::{
    cell::Cell,
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use conversation::{
    ConversationRef, Delivery, Heard, IntegrationId, Message, MessageId, Seq, Timestamp, Token,
    ports::{Candidate, Commit, CommitError, Conversations, Found, Hold, PortError, Versioned},
};

use super::{
    balloons, checks, corrected, erasure, figures, heard, late, leases, people, ports::Ports,
    reached::Rare, renamed, returns, sightings, spent, tickets, tried, undelivered, versions,
};

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
        let read = self.call(|| {
            let mut read = at_once(universe.table.state(conversation))?;
            if let Some(read) = &read {
                universe.people.are_known(task, &read.state.owner);
                universe.balloons.looks(task, &read.state);
            }
            versions::add(universe, &mut read);
            Ok(read)
        });
        self.looked(read.await)
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

    async fn said(
        &self,
        conversation: &ConversationRef,
        id: &MessageId,
    ) -> Result<Option<Message>, PortError> {
        let table = &self.universe.table;
        self.call(|| at_once(table.said(conversation, id))).await
    }

    async fn note_delivery(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        delivery: &Delivery,
    ) -> Result<(), PortError> {
        let table = &self.universe.table;
        self.call(|| at_once(table.note_delivery(conversation, message, delivery)))
            .await
    }

    async fn hold_hearing(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        token: Token,
        times: (Timestamp, Timestamp),
    ) -> Result<Hold, PortError> {
        let table = &self.universe.table;
        self.call(|| {
            let hold = at_once(table.hold_hearing(conversation, message, token, times))?;
            self.holds(conversation, &hold, times.1.millis());
            Ok(hold)
        })
        .await
    }

    async fn note_heard(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        token: Token,
        heard: &[Heard],
    ) -> Result<(), PortError> {
        let table = &self.universe.table;
        self.call(|| {
            heard::noted(&self.universe, heard);
            at_once(table.note_heard(conversation, message, token, heard))
        })
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
            // When the SDK repeats a write, DynamoDB may call the repeat a conflict with the first
            // try, which is written.
            if self.universe.strikes(self.universe.faults.fail_after / 4) {
                self.universe.tasks.disturb(self.universe.world.current());
                self.universe.sightings.see(Rare::WrittenAndCalledAConflict);
                return Err(CommitError::Conflict);
            }
            Ok(())
        });
        let done = done.await;
        if written.get() && matches!(done, Err(CommitError::Failed(_))) {
            self.universe.sightings.see(Rare::WrittenAndNotAnswered);
        }
        self.looked(done)
    }
}

impl Ports {
    /// The conversation was read or written, if the call succeeded.
    fn looked<T, E>(&self, done: Result<T, E>) -> Result<T, E> {
        if done.is_ok() {
            let task = self.universe.world.current();
            self.universe.tasks.looked.borrow_mut().insert(task);
        }
        done
    }

    /// Writes a commit of the running task, and checks it.
    pub(super) fn write(
        &self,
        conversation: &ConversationRef,
        commit: Commit,
    ) -> Result<(), CommitError> {
        let universe = &self.universe;
        // Not drawn: a first write that hangs while its conversation is begun by another and
        // erased. It would begin it anew, with a wake-up that is spent.
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
        universe.waits.commit(conversation, &commit);
        erasure::commit(universe, conversation, before.as_ref(), &commit.state);
        returns::left(universe, conversation, &commit);
        returns::attended(universe, conversation, &commit);
        sightings::commit(universe, conversation, before.as_ref(), &commit);
        tried::commit(self, conversation, before.as_ref(), &commit);
        corrected::commit(universe, conversation, before.as_ref(), &commit);
        undelivered::commit(universe, conversation, before.as_ref(), &commit);
        renamed::commit(universe, conversation, &commit);
        balloons::commit(universe, conversation, before.as_ref(), &commit);
        figures::commit(universe, conversation, before.as_ref(), &commit);
        let (after, turn_record) = (commit.state, commit.turn_record);
        let of_people = (before.as_ref(), &after, turn_record.as_ref());
        people::commit(universe, conversation, of_people);
        tickets::commit(universe, conversation, of_people);
        leases::commit(universe, before.as_ref(), &after);
        spent::commit(universe, before.as_ref(), &after);
        let of = (self.integration, conversation);
        checks::commit(universe, of, before.as_ref(), &after);
        let task = universe.world.current();
        let written = (conversation.clone(), after);
        universe.tasks.written.borrow_mut().insert(task, written);
        Ok(())
    }
}

/// The result of a future that never waits.
pub(super) fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("the table in memory never waits"),
    }
}
