//! An entry of the human queue came: tell the contact, then the desk.

use std::time::Duration;

use crate::{
    ConversationRef, Lease, Part, Seq, State, Timestamp, Token, Told, Transfer,
    machine::{self, Change, Entry},
    policy::{DESK_WAITS, MAX_HAND_OVER_PAUSE, MAX_HAND_OVER_TIME, MAX_TELL_TIME},
    ports::{
        Case, Channel, Clock, Commit, CommitError, Conversations, Desk, HandOverPorts, HumanQueue,
        Outgoing, OutgoingKind, PortError, Random, SendError, Versioned,
    },
};

use super::{change::change, insist, jitter};

/// What can be waited out in place.
const IN_PLACE: Duration = Duration::from_secs(1);
/// How much longer than its invocation a run's lease lasts.
const LEASE_MARGIN: Duration = Duration::from_secs(5);
/// How long one send or one step of the desk may take, at most.
const STEP_LIMIT: Duration = Duration::from_secs(10);
/// What such a step leaves to record it.
const RECORD_RESERVE: Duration = Duration::from_secs(4);
/// The wait before the second attempt; it doubles with each.
const FIRST_RETRY: Duration = Duration::from_secs(2);

/// What is to be done with the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandedOver {
    /// There was nothing to do, or another entry will see to it: delete it.
    Done,
    /// The desk has the conversation: delete it.
    Ended {
        /// Whether the contact was told.
        told: Told,
    },
    /// It failed for now, and its successor is in the queue: delete it.
    Later {
        /// When the successor comes.
        after: Duration,
        /// Why it failed, in a form fit for logs.
        error: String,
    },
    /// It has failed for too long: let it come again until it is dead.
    Exhausted {
        /// Why it failed, in a form fit for logs.
        error: String,
    },
}

/// Why a run stops before the desk has the conversation.
enum Stop {
    /// The transfer is no longer this run's: people took the conversation, or gave it back, or
    /// another run has it.
    Lost,
    /// A later attempt may do better.
    Later {
        error: String,
        retry_after: Option<Duration>,
    },
}

impl From<PortError> for Stop {
    fn from(error: PortError) -> Self {
        Self::Later {
            error: error.to_string(),
            retry_after: None,
        }
    }
}

/// Carries a transfer out. `deadline` is when the invocation ends, done or not. An error means
/// that the entry must come again.
pub async fn hand_over<P: HandOverPorts>(
    ports: &P,
    transfer: &Transfer,
    deadline: Timestamp,
) -> Result<HandedOver, PortError> {
    let conversation = ConversationRef {
        integration: transfer.integration_id.clone(),
        id: transfer.conversation_id.clone(),
    };
    let Some(turn) = conversation.turn_of(&transfer.turn_id) else {
        return Err(PortError::new(
            "the transfer's turn id is not of its conversation",
        ));
    };
    loop {
        let Some(read) = ports.conversations().state(&conversation).await? else {
            return Ok(HandedOver::Done);
        };
        let now = ports.clock().now();
        let token = ports.random().token();
        let lease = Lease {
            token: Some(token),
            until: deadline.plus(LEASE_MARGIN),
        };
        let state = match machine::claim_handover(read.state, turn, lease, now) {
            Entry::Void => return Ok(HandedOver::Done),
            Entry::Wait(at) if at.since(now) <= IN_PLACE => {
                ports.clock().sleep_until(at).await;
                continue;
            }
            Entry::Wait(at) => {
                let delay = at.since(now).min(MAX_HAND_OVER_PAUSE);
                ports.human_queue().send(transfer, delay).await?;
                return Ok(HandedOver::Done);
            }
            Entry::Claimed(state) => *state,
        };
        let commit = Commit {
            read_version: read.version,
            state: state.clone(),
            messages: Vec::new(),
            seen: Vec::new(),
            names: Vec::new(),
            trail: None,
        };
        match ports.conversations().commit(&conversation, commit).await {
            Ok(()) => {}
            Err(CommitError::Conflict) => {
                jitter(ports).await;
                continue;
            }
            Err(CommitError::Failed(error)) => return Err(error),
        }
        let known = Versioned {
            state,
            version: read.version + 1,
        };
        let run = Run {
            ports,
            transfer,
            conversation,
            turn,
            token,
            known,
            deadline,
        };
        return run.go().await;
    }
}

/// A run that holds a transfer.
struct Run<'a, P> {
    ports: &'a P,
    transfer: &'a Transfer,
    conversation: ConversationRef,
    turn: Seq,
    token: Token,
    known: Versioned,
    deadline: Timestamp,
}

impl<P: HandOverPorts> Run<'_, P> {
    async fn go(mut self) -> Result<HandedOver, PortError> {
        match self.work().await {
            Ok(told) => Ok(HandedOver::Ended { told }),
            Err(Stop::Lost) => Ok(HandedOver::Done),
            Err(Stop::Later { error, retry_after }) => self.give_up(error, retry_after).await,
        }
    }

    async fn work(&mut self) -> Result<Told, Stop> {
        let untold = self.tell().await?;
        for step in self.handover()?.desk_steps..self.ports.desk().steps() {
            self.step_at_desk(step).await?;
        }
        match untold {
            Some(stop) if self.age() < MAX_TELL_TIME => return Err(stop),
            Some(Stop::Later { error, .. }) => self.cannot_tell(&error).await?,
            Some(Stop::Lost) | None => {}
        }
        let told = self.handover()?.told.clone();
        let (token, shown) = (self.token, self.ports.desk().is_shown_by_the_channel());
        self.step(|state, now| {
            let (state, trail) = machine::handed_over(state, token, shown, now)?;
            Some(Change {
                trail: Some(trail),
                ..Change::from(state)
            })
        })
        .await?;
        Ok(told)
    }

    /// Sends the transfer message, unless that is settled. Gives why it could not be sent for now,
    /// once the desk has waited for it long enough.
    async fn tell(&mut self) -> Result<Option<Stop>, Stop> {
        if self.handover()?.told != Told::NotYet {
            return Ok(None);
        }
        match self.send().await {
            Ok(()) => self.record_told().await?,
            Err(SendError::Permanent { detail }) => self.cannot_tell(&detail).await?,
            Err(SendError::Transient {
                detail,
                retry_after,
            }) => {
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
        }
        Ok(None)
    }

    async fn send(&self) -> Result<(), SendError> {
        let state = &self.known.state;
        let outgoing = Outgoing {
            kind: OutgoingKind::TransferMessage,
            to: &state.reply_address,
            contact: &self.transfer.contact.id,
            part: &Part {
                text: self.transfer.transfer_message.clone(),
                sent: false,
            },
            delivery_id: format!("{}-transfer", self.transfer.turn_id),
            in_reply_to: &[],
        };
        let limit = self.step_limit()?;
        self.ports.channel().send(outgoing, limit).await
    }

    async fn record_told(&mut self) -> Result<(), Stop> {
        let (ports, turn) = (self.ports, self.turn);
        let text = &self.transfer.transfer_message;
        let record = async || {
            self.step(|state, now| {
                let told = machine::contact_told(state, turn, text, now);
                Some(Change {
                    messages: told.message.into_iter().collect(),
                    ..Change::from(told.state)
                })
            })
            .await
        };
        insist(ports, record, may_succeed_later).await
    }

    async fn cannot_tell(&mut self, why: &str) -> Result<(), Stop> {
        let token = self.token;
        self.step(|state, _| machine::contact_not_told(state, token, why).map(Change::from))
            .await
    }

    async fn step_at_desk(&mut self, step: u32) -> Result<(), Stop> {
        let told = self.handover()?.told.clone();
        let case = Case {
            transfer: self.transfer,
            at: &self.known.state.reply_address,
            told: &told,
        };
        let taken = match self.step_limit() {
            Ok(limit) => self.ports.desk().take_step(step, case, limit).await,
            Err(error) => Err(error),
        };
        // What a desk refuses for good is tried on all the same: somebody may mend the key or the
        // queue meanwhile, and nobody else can help this customer.
        match taken {
            Ok(()) => {}
            Err(SendError::Transient {
                detail,
                retry_after,
            }) => {
                return Err(Stop::Later {
                    error: detail,
                    retry_after,
                });
            }
            Err(SendError::Permanent { detail }) => {
                return Err(Stop::Later {
                    error: detail,
                    retry_after: Some(MAX_HAND_OVER_PAUSE),
                });
            }
        }
        let (ports, token) = (self.ports, self.token);
        let record = async || {
            self.step(|state, _| machine::desk_stepped(state, token, step).map(Change::from))
                .await
        };
        insist(ports, record, may_succeed_later).await
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
        if !exhausted {
            self.ports.human_queue().send(self.transfer, after).await?;
        }
        let token = self.token;
        let retry_at = self.ports.clock().now().plus(after);
        let given_up = self
            .step(|state, _| {
                machine::hand_over_later(state, token, retry_at, &error).map(Change::from)
            })
            .await;
        match given_up {
            Err(Stop::Lost) => Ok(HandedOver::Done),
            Ok(()) if exhausted => Ok(HandedOver::Exhausted { error }),
            // Without it the successor waits for the lease's end.
            Ok(()) | Err(Stop::Later { .. }) => Ok(HandedOver::Later { after, error }),
        }
    }

    /// How long until the next attempt: twice as long each time; while the desk waits for the
    /// channel, never beyond what it waits.
    fn pause(&self, retry_after: Option<Duration>) -> Duration {
        let handover = self.known.state.handover.as_ref();
        let attempts = handover.map_or(1, |handover| handover.attempts);
        let doubled = FIRST_RETRY * 2u32.saturating_pow(attempts.saturating_sub(1).min(16));
        let asked = retry_after.map_or(doubled, |asked| asked.max(doubled));
        let left = DESK_WAITS.saturating_sub(self.age());
        let waits = handover.is_some_and(|handover| handover.told == Told::NotYet);
        let most = if waits && !left.is_zero() {
            left
        } else {
            MAX_HAND_OVER_PAUSE
        };
        asked.min(most)
    }

    /// How long ago the transfer was decided.
    fn age(&self) -> Duration {
        self.ports.clock().now().since(self.transfer.at)
    }

    fn step_limit(&self) -> Result<Duration, SendError> {
        let left = self.deadline.minus(RECORD_RESERVE);
        let limit = left.since(self.ports.clock().now()).min(STEP_LIMIT);
        if limit.is_zero() {
            return Err(SendError::Transient {
                detail: "no time is left to do and record it".to_owned(),
                retry_after: None,
            });
        }
        Ok(limit)
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

const fn may_succeed_later(stop: &Stop) -> bool {
    matches!(stop, Stop::Later { .. })
}
