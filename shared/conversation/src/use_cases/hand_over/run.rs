//! A run of a transfer: first the contact, then the desk.

use std::time::Duration;

use crate::{
    ConversationRef, HumanQueueMessage, Link, MessageId, Part, Seq, State, Timestamp, Token, Told,
    Transfer,
    budgets::{CLAIM_CONFLICT_TIMEOUT, TO_GIVE_UP},
    machine::{self, Change},
    policy::{DESK_WAITS, MAX_HAND_OVER_PAUSE, MAX_HAND_OVER_TIME, MAX_TELL_TIME},
    ports::{
        Case, Channel, Clock, Conversations, DeadTransfers, Desk, Failure, HandOverPorts,
        HumanQueue, Outgoing, OutgoingKind, PortError, Random, Retry, Versioned,
    },
};

use super::super::{
    change::change,
    lease::{ConflictTimeout, Stop, commit_once, pause_after, step_limit},
    reach::Reach,
    retry_recording,
};
use super::HandedOver;

/// A run that holds a transfer.
pub(super) struct Run<'a, P> {
    pub(super) ports: &'a P,
    pub(super) transfer: &'a Transfer,
    pub(super) conversation: ConversationRef,
    pub(super) turn: Seq,
    pub(super) token: Token,
    pub(super) known: Versioned,
    pub(super) deadline: Timestamp,
}

impl<P: HandOverPorts> Run<'_, P> {
    /// Works the transfer to its end, or leaves it to a successor of its entry.
    pub(super) async fn go(mut self) -> Result<HandedOver, PortError> {
        match self.work().await {
            Ok(told) => Ok(HandedOver::Ended { told }),
            Err(Stop::Lost) => Ok(HandedOver::Done),
            Err(Stop::Later { error, retry_after }) => self.give_up(error, retry_after).await,
        }
    }

    async fn work(&mut self) -> Result<Told, Stop> {
        let untold = self.tell().await?;
        if untold.is_some() {
            // No commit has proved that the conversation is still people's by this transfer.
            let read = self.ports.conversations().state(&self.conversation).await?;
            self.known = read.ok_or(Stop::Lost)?;
        }
        let desk = self.desk();
        for step in self.handover()?.next_step_at(desk.name())..desk.steps() {
            self.step_at_desk(step).await?;
        }
        if let Some(stop) = untold {
            return Err(stop);
        }
        let told = self.handover()?.told.clone();
        let (token, shown) = (self.token, self.desk().is_shown_by_the_channel());
        self.step(|state, now| {
            let (state, turn_record) = machine::handed_over(state, token, shown, now)?;
            Some(Change {
                turn_record: Some(turn_record),
                ..Change::from(state)
            })
        })
        .await?;
        Ok(told)
    }

    /// Sends the transfer message, unless that is settled. If the message could not be sent for
    /// now, and the desk has waited for it long enough, gives the reason.
    async fn tell(&mut self) -> Result<Option<Stop>, Stop> {
        if self.handover()?.told != Told::NotYet {
            return Ok(None);
        }
        match self.send().await {
            Ok(id) => self.record_told(id).await?,
            Err(Failure {
                detail,
                retry: Retry::Later(retry_after),
            }) if self.age() < MAX_TELL_TIME => {
                let stop = Stop::Later {
                    error: detail,
                    retry_after,
                };
                return if self.age() < DESK_WAITS {
                    Err(stop)
                } else {
                    Ok(Some(stop))
                };
            }
            Err(failure) => self.cannot_tell(&failure.detail).await?,
        }
        Ok(None)
    }

    async fn send(&self) -> Result<Option<MessageId>, Failure> {
        let state = &self.known.state;
        let outgoing = Outgoing {
            kind: OutgoingKind::TransferMessage,
            to: &state.reply_address,
            contact: &self.transfer.contact.id,
            part: &Part::text(self.transfer.transfer_message.clone()),
            audio: None,
            delivery_id: format!("{}-transfer", self.transfer.turn_id),
            in_reply_to: &[],
        };
        let limit = step_limit(self.ports, self.deadline)?;
        let channel = Reach::of(state, self.ports.channel());
        channel.send(outgoing, limit).await
    }

    fn desk(&self) -> Reach<'_, P::Desk> {
        Reach::of(&self.known.state, self.ports.desk())
    }

    async fn record_told(&mut self, id: Option<MessageId>) -> Result<(), Stop> {
        let (ports, turn) = (self.ports, self.turn);
        let end = self.deadline.minus(TO_GIVE_UP);
        let text = &self.transfer.transfer_message;
        let record = async || {
            self.step(|state, now| {
                let told = machine::contact_told(state, turn, (text, id.clone()), now)?;
                Some(Change {
                    messages: told.message.into_iter().collect(),
                    ..Change::from(told.state)
                })
            })
            .await
        };
        retry_recording(ports, end, record, Stop::may_succeed_later).await
    }

    async fn cannot_tell(&mut self, why: &str) -> Result<(), Stop> {
        let token = self.token;
        self.step(|state, _| machine::contact_not_told(state, token, why).map(Change::from))
            .await
    }

    async fn step_at_desk(&mut self, step: u32) -> Result<(), Stop> {
        let handover = self.handover()?.clone();
        let case = Case {
            transfer: self.transfer,
            at: &self.known.state.reply_address,
            told: &handover.told,
            attempt: handover.attempts_at_step(),
        };
        let taken = match step_limit(self.ports, self.deadline) {
            Ok(limit) => self.desk().take_step(step, case, limit).await,
            Err(error) => Err(error),
        };
        // What a desk refuses for good is tried on all the same: somebody may mend the key or the
        // queue meanwhile, and nobody else can help this customer.
        if let Err(Failure { detail, retry }) = taken {
            return Err(Stop::Later {
                error: detail,
                retry_after: match retry {
                    Retry::Later(retry_after) => retry_after,
                    Retry::Never => Some(MAX_HAND_OVER_PAUSE),
                },
            });
        }
        let (ports, token) = (self.ports, self.token);
        let end = self.deadline.minus(TO_GIVE_UP);
        let desk = self.desk().name();
        let record = async || {
            self.step(|state, _| machine::desk_stepped(state, token, desk, step).map(Change::from))
                .await
        };
        retry_recording(ports, end, record, Stop::may_succeed_later).await
    }

    /// Leaves the transfer to a successor of the entry, which is sent first.
    async fn give_up(
        &mut self,
        error: String,
        retry_after: Option<Duration>,
    ) -> Result<HandedOver, PortError> {
        let exhausted = self.age() >= MAX_HAND_OVER_TIME;
        let after = if exhausted {
            Duration::ZERO
        } else {
            self.pause(retry_after)
        };
        Ok(match self.pass_on(exhausted, after, &error).await? {
            false => HandedOver::Done,
            true if exhausted => HandedOver::Exhausted { error },
            true => HandedOver::Later { after, error },
        })
    }

    /// Puts the next entry on the queue, or in the dead-letter queue, and lets go of the transfer.
    /// False if the transfer is no longer this run's. After an error this entry comes again, and
    /// finds out whether it still counts.
    async fn pass_on(
        &mut self,
        exhausted: bool,
        after: Duration,
        error: &str,
    ) -> Result<bool, PortError> {
        let timeout = ConflictTimeout::of(self.ports, CLAIM_CONFLICT_TIMEOUT);
        loop {
            let (ports, of) = (self.ports, &self.conversation);
            let link = Link {
                token: ports.random().token(),
                follows: self.known.version,
            };
            let retry_at = ports.clock().now().plus(after);
            let state = self.known.state.clone();
            let next = (link.token, retry_at);
            let Some(state) = machine::hand_over_later(state, self.token, next, error) else {
                return Ok(false);
            };
            let next = Transfer {
                link: Some(link),
                ..self.transfer.clone()
            };
            let next = HumanQueueMessage::of(self.known.state.kind, next);
            match exhausted {
                true => ports.dead_transfers().bury(&next).await?,
                false => ports.human_queue().send(&next, after).await?,
            }
            let change = Change::from(state);
            if commit_once(ports, of, &self.known, change, None)
                .await?
                .is_some()
            {
                return Ok(true);
            }
            timeout.after_conflict(ports).await?;
            match ports.conversations().state(of).await? {
                // It was written, and called a conflict.
                Some(read) if read.state.entry_is_of(link.token) => return Ok(true),
                Some(read) => self.known = read,
                None => return Ok(false),
            }
        }
    }

    /// How long until the next attempt: twice as long each time. While the contact is not told,
    /// never beyond the desk's wait for that, nor beyond the last attempt at it.
    fn pause(&self, retry_after: Option<Duration>) -> Duration {
        let handover = self.known.state.handover.as_ref();
        let attempts = handover.map_or(1, crate::Handover::attempts_at_step);
        let doubled = pause_after(attempts);
        let asked = retry_after.map_or(doubled, |asked| asked.max(doubled));
        let untold = handover.is_some_and(|handover| handover.told == Told::NotYet);
        let most = [DESK_WAITS, MAX_TELL_TIME]
            .map(|until| until.saturating_sub(self.age()))
            .into_iter()
            .find(|left| untold && !left.is_zero());
        asked.min(most.unwrap_or(MAX_HAND_OVER_PAUSE))
    }

    /// How long ago the transfer was decided.
    fn age(&self) -> Duration {
        self.ports.clock().now().since(self.transfer.at)
    }

    fn handover(&self) -> Result<&crate::Handover, Stop> {
        let handover = self.known.state.handover.as_ref();
        let held = handover.filter(|handover| handover.lease.token == Some(self.token));
        held.ok_or(Stop::Lost)
    }

    async fn step(
        &mut self,
        decide: impl Fn(State, Timestamp) -> Option<Change>,
    ) -> Result<(), Stop> {
        let known = self.known.clone();
        let changed = change(self.ports, &self.conversation, None, known, decide).await?;
        self.known = changed.ok_or(Stop::Lost)?;
        Ok(())
    }
}
