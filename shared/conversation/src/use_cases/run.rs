//! One run: what the assistant says, and what is sent of it.

use std::time::Duration;

use crate::{
    ConversationRef, Decision, Lease, MessageId, Part, Reason, Seq, Timestamp, Token, Transfer,
    TransferContact,
    machine::{self, Batch, Verdict},
    policy::{MAX_REPLY_BYTES, MAX_TURN_TIME},
    ports::{
        Answer, Assistant, AssistantError, Channel, Clock, Conversations, HumanQueue, Outgoing,
        Policies, PortError, Prompt, Random, RunPorts, SendError, Versioned,
    },
};

use super::{Responded, change::Change, change::change};

/// What the assistant's time limit leaves to store and send.
const RESERVE: Duration = Duration::from_secs(15);
/// How long one part may take to be sent, at most.
const SEND_LIMIT: Duration = Duration::from_secs(10);
/// How much of the past is read for the history.
const HISTORY_MESSAGES: usize = 500;
const HISTORY_CHARS: usize = 200_000;
/// The wait before the second attempt; it doubles with each.
const FIRST_RETRY: Duration = Duration::from_secs(2);

/// Why a run stops before its turn is complete.
enum Stop {
    /// The turn is no longer this run's: people took it, or another run did.
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

/// A run that holds a turn.
pub(super) struct Run<'a, P> {
    ports: &'a P,
    conversation: &'a ConversationRef,
    batch: Batch,
    token: Token,
    known: Versioned,
    deadline: Timestamp,
}

impl<'a, P: RunPorts> Run<'a, P> {
    /// A run for the turn that `known` has just been claimed with.
    pub(super) fn new(
        ports: &'a P,
        conversation: &'a ConversationRef,
        batch: Batch,
        lease: Lease,
        known: Versioned,
        deadline: Timestamp,
    ) -> Self {
        Self {
            ports,
            conversation,
            batch,
            token: lease.token.unwrap_or(Token(0)),
            known,
            deadline,
        }
    }

    /// Works the turn to its end, or gives it up for a later attempt.
    pub(super) async fn go(mut self) -> Result<Responded, PortError> {
        let mut stopped = self.work().await;
        if let Err(Stop::Later {
            error,
            retry_after: Some(wait),
        }) = &stopped
            && let Some(reason) = self.hopeless(*wait)
        {
            let verdict = Verdict {
                error: Some(error.clone()),
                ..Verdict::from(self.to_people(reason, ""))
            };
            stopped = match self.store(verdict).await {
                Ok(()) => self.work().await,
                Err(stop) => Err(stop),
            };
        }
        match stopped {
            Ok(()) | Err(Stop::Lost) => Ok(Responded::Done),
            Err(Stop::Later { error, retry_after }) => self.give_up(&error, retry_after).await,
        }
    }

    /// Why to hand over now rather than wait so long that the turn's time would be over.
    fn hopeless(&self, wait: Duration) -> Option<Reason> {
        let turn = self.known.state.turn.as_ref()?;
        let retry_at = self.ports.clock().now().plus(wait);
        if retry_at < turn.claimed_at.plus(MAX_TURN_TIME) {
            return None;
        }
        match &turn.decision {
            None => Some(Reason::AssistantFailed),
            Some(Decision::Reply { .. }) => Some(Reason::Undeliverable),
            Some(Decision::Transfer { .. }) => None,
        }
    }

    async fn work(&mut self) -> Result<(), Stop> {
        if self.known.state.turn.is_none() {
            return Ok(());
        }
        if self.decision().is_none() {
            let verdict = self.ask().await?;
            if !self.ports.policies().policy().await?.enabled {
                return self.drop_disabled().await;
            }
            self.store(verdict).await?;
        }
        if let Some(Decision::Reply { parts }) = self.decision() {
            self.reply(&parts).await?;
        }
        if let Some(Decision::Transfer { reason, summary }) = self.decision() {
            self.transfer(reason, summary).await?;
        }
        self.complete().await
    }

    fn decision(&self) -> Option<Decision> {
        self.known.state.turn.as_ref()?.decision.clone()
    }

    async fn ask(&self) -> Result<Verdict, Stop> {
        if self.batch.is_too_old(self.ports.clock().now()) {
            return Ok(Verdict::from(self.to_people(Reason::TooOld, "")));
        }
        let policy = self.ports.policies().policy().await?;
        if let Some(newest) = self.batch.message_ids().last() {
            let to = &self.known.state.reply_address;
            self.ports.channel().run_begins(to, newest).await;
        }
        let transcript = self
            .ports
            .conversations()
            .newest_messages(self.conversation, HISTORY_MESSAGES, HISTORY_CHARS)
            .await?;
        let prompt = Prompt {
            conversation: self.conversation.clone(),
            lines: machine::history(&transcript, &self.batch, policy.history_turns),
        };
        let limit = self.time_left(RESERVE);
        match self.ports.assistant().answer(&prompt, limit).await {
            Ok(answer) => Ok(Verdict {
                usage: Some(answer.usage),
                ..Verdict::from(self.read(&answer, &policy.marker))
            }),
            Err(AssistantError::Permanent { detail }) => Ok(Verdict {
                error: Some(detail),
                ..Verdict::from(self.to_people(Reason::AssistantFailed, ""))
            }),
            Err(AssistantError::Transient {
                detail,
                retry_after,
            }) => Err(Stop::Later {
                error: detail,
                retry_after,
            }),
        }
    }

    /// What the assistant's answer means.
    fn read(&self, answer: &Answer, marker: &crate::Marker) -> Decision {
        let marked = marker.strip(&answer.text);
        if let Some(call) = &answer.transfer {
            let told = [&call.summary, &call.reason]
                .into_iter()
                .map(|text| text.trim())
                .find(|text| !text.is_empty())
                .unwrap_or_else(|| marked.unwrap_or(answer.text.trim()));
            return self.to_people(Reason::Requested, told);
        }
        if let Some(rest) = marked {
            return self.to_people(Reason::Requested, rest);
        }
        if answer.refused {
            return self.to_people(Reason::Refused, "");
        }
        let parts = self.ports.channel().render(&answer.text);
        if parts.is_empty() {
            return self.to_people(Reason::EmptyReply, "");
        }
        if parts.iter().map(|part| part.text.len()).sum::<usize>() > MAX_REPLY_BYTES {
            return self.to_people(Reason::AssistantFailed, "");
        }
        Decision::Reply { parts }
    }

    /// A transfer, with the contact's own last words where there is no summary.
    fn to_people(&self, reason: Reason, summary: &str) -> Decision {
        Decision::Transfer {
            reason,
            summary: if summary.is_empty() {
                self.batch.verbatim()
            } else {
                summary.to_owned()
            },
        }
    }

    async fn store(&mut self, verdict: Verdict) -> Result<(), Stop> {
        let token = self.token;
        self.step(|state, now| {
            machine::decide(state, token, verdict.clone(), now).map(Change::from)
        })
        .await
    }

    async fn reply(&mut self, parts: &[Part]) -> Result<(), Stop> {
        for (index, part) in parts.iter().enumerate().filter(|(_, part)| !part.sent) {
            if !machine::still_held(&self.known.state, self.token) {
                return Err(Stop::Lost);
            }
            match self.send(index, part).await {
                Ok(()) => self.record(index, &part.text).await?,
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
                    let verdict = Verdict {
                        error: Some(detail),
                        ..Verdict::from(self.to_people(Reason::Undeliverable, ""))
                    };
                    return self.store(verdict).await;
                }
            }
        }
        Ok(())
    }

    async fn send(&self, index: usize, part: &Part) -> Result<(), SendError> {
        let state = &self.known.state;
        let Some(contact) = state.contact.names.first() else {
            return Err(SendError::Permanent {
                detail: "the contact has no name".to_owned(),
            });
        };
        let in_reply_to: Vec<MessageId> = self.batch.message_ids();
        let outgoing = Outgoing {
            to: &state.reply_address,
            contact,
            part,
            delivery_id: format!("{}-{index}", self.turn_id()),
            in_reply_to: &in_reply_to,
        };
        let limit = self.time_left(Duration::ZERO).min(SEND_LIMIT);
        self.ports.channel().send(outgoing, limit).await
    }

    /// Records a sent part; that commit is also the check that the next part may follow.
    async fn record(&mut self, index: usize, text: &str) -> Result<(), Stop> {
        let turn = self.turn_seq();
        self.step(|state, now| {
            let sent = machine::sent(state, turn, index, text, now);
            Some(Change {
                message: sent.message,
                ..Change::from(sent.state)
            })
        })
        .await
    }

    async fn transfer(&self, reason: Reason, summary: String) -> Result<(), Stop> {
        let policy = self.ports.policies().policy().await?;
        let state = &self.known.state;
        let (Some(id), Some(turn)) = (state.contact.names.first(), &state.turn) else {
            return Err(Stop::Lost);
        };
        let transfer = Transfer {
            integration_id: self.conversation.integration.clone(),
            contact: TransferContact {
                id: id.clone(),
                name: state.contact.display_name.clone(),
            },
            conversation_id: self.conversation.id.clone(),
            queue: policy.queue,
            transfer_message: policy.transfer_message,
            reason,
            summary,
            turn_id: self.turn_id(),
            at: turn.decided_at.unwrap_or(turn.claimed_at),
        };
        Ok(self.ports.human_queue().send(&transfer).await?)
    }

    async fn complete(&mut self) -> Result<(), Stop> {
        let interval = self.ports.policies().policy().await?.interval;
        let token = self.token;
        self.step(|state, now| {
            let completed = machine::complete(state, token, interval, now)?;
            Some(Change {
                trail: Some(completed.trail),
                wake_up: completed.wake_up,
                ..Change::from(completed.state)
            })
        })
        .await
    }

    /// The integration was disabled while the assistant was thinking.
    async fn drop_disabled(&mut self) -> Result<(), Stop> {
        let token = self.token;
        self.step(|state, now| {
            if !machine::still_held(&state, token) {
                return None;
            }
            let (state, trail) = machine::drop_disabled(state, now)?;
            Some(Change {
                trail: Some(trail),
                ..Change::from(state)
            })
        })
        .await
    }

    async fn give_up(
        &mut self,
        error: &str,
        retry_after: Option<Duration>,
    ) -> Result<Responded, PortError> {
        let now = self.ports.clock().now();
        let Some(turn) = &self.known.state.turn else {
            return Ok(Responded::Done);
        };
        let doubled = FIRST_RETRY * 2u32.saturating_pow(turn.attempts.saturating_sub(1));
        let jitter = self.ports.random().bits() % 1000;
        let hand_over_at = turn.claimed_at.plus(MAX_TURN_TIME);
        let retry_in = retry_after
            .unwrap_or(doubled)
            .min(hand_over_at.since(now))
            .saturating_add(Duration::from_millis(jitter));
        let token = self.token;
        let given_up = self
            .step(|state, now| {
                machine::fail(state, token, now.plus(retry_in), error).map(Change::from)
            })
            .await;
        match given_up {
            Ok(()) => Ok(Responded::RetryIn(retry_in)),
            Err(Stop::Lost) => Ok(Responded::Done),
            Err(Stop::Later { error, .. }) => Err(PortError::new(error)),
        }
    }

    async fn step(
        &mut self,
        decide: impl Fn(crate::State, Timestamp) -> Option<Change>,
    ) -> Result<(), Stop> {
        let known = self.known.clone();
        match change(self.ports, self.conversation, known, decide).await? {
            Some(known) => {
                self.known = known;
                Ok(())
            }
            None => Err(Stop::Lost),
        }
    }

    fn turn_seq(&self) -> Seq {
        self.known
            .state
            .turn
            .as_ref()
            .map_or(Seq(0), |turn| turn.seq)
    }

    fn turn_id(&self) -> String {
        self.conversation.turn_id(self.turn_seq())
    }

    fn time_left(&self, reserve: Duration) -> Duration {
        self.deadline.minus(reserve).since(self.ports.clock().now())
    }
}
