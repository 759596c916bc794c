//! Delivery of a decision: the parts of a reply, or a transfer.

use std::time::Duration;

use crate::{
    Decision, Handover, HumanQueueMessage, Kind, Link, MessageId, Part, Reason, Recovered,
    TextBecause, Took, Transfer, TransferContact,
    budgets::TO_GIVE_UP,
    machine::{self, Attempt, Change, Verdict},
    ports::{
        Audio, Channel, Conversations, Failure, HumanQueue, Outgoing, OutgoingKind, PolicySource,
        Retry, RunPorts, Versioned,
    },
};

use super::{
    lease::{Stop, step_limit},
    retry_recording,
    run::Run,
    speak::Unspoken,
};

/// After how many attempts at a turn a voice that the channel does not take is sent as text.
const VOICE_ATTEMPTS: u32 = 2;
/// After how many attempts at a turn nothing is spoken any more, since speaking may be what ends
/// the runs.
const MAX_VOICE_ATTEMPTS: u32 = 3;

impl<P: RunPorts> Run<'_, P> {
    pub(super) async fn reply(&mut self) -> Result<(), Stop> {
        loop {
            let mut parts = self.parts().iter().enumerate();
            let Some((index, part)) = parts.find(|(_, part)| !part.sent) else {
                return Ok(());
            };
            if !machine::still_held(&self.known.state, self.token) {
                return Err(Stop::Lost);
            }
            let part = part.clone();
            if !part.begins_a_balloon() {
                self.reply_with(index, &part).await?;
            } else if self.known.state.has_written_since_the_decision() {
                self.drop_rest().await?;
            } else if self.paused_at != Some(index) {
                self.pause(index).await?;
            } else {
                self.reply_with(index, &part).await?;
            }
        }
    }

    /// The parts of the reply, if the decision is a reply.
    pub(super) fn parts(&self) -> &[Part] {
        match self.decision() {
            Some(Decision::Reply { parts, .. }) => parts,
            Some(Decision::Transfer { .. }) | None => &[],
        }
    }

    /// Sends one part, or decides how to go on if it cannot be sent.
    async fn reply_with(&mut self, index: usize, part: &Part) -> Result<(), Stop> {
        let spoken = match part.voice {
            false => None,
            true if self.attempts() > MAX_VOICE_ATTEMPTS => {
                let why = TextBecause::VoiceFailed.with("earlier attempts did not come to an end");
                return self
                    .fall_back_to_text(index, Unspoken::new(why, true))
                    .await;
            }
            true => match self.timed(self.speak(index), Took::speaking).await {
                Ok(spoken) => Some(spoken),
                Err(unspoken) => return self.fall_back_to_text(index, unspoken).await,
            },
        };
        if spoken.is_some() {
            // People may have taken the conversation while the voice was made.
            self.read_again().await?;
        }
        let audio = spoken.as_ref().map(|spoken| &spoken.audio);
        let character_cost = spoken.as_ref().and_then(|spoken| spoken.character_cost);
        let character_cost = character_cost.unwrap_or(0);
        let Failure { detail, retry } = match self.send(index, part, audio).await {
            Ok(id) => return self.record(index, (part, id), character_cost).await,
            Err(failure) => failure,
        };
        if part.voice && self.is_last_try_of_a_voice(retry) {
            let unspoken = Unspoken {
                why: TextBecause::ChannelRefused.with(detail),
                character_cost,
                paid_for: true,
            };
            return self.fall_back_to_text(index, unspoken).await;
        }
        match retry {
            Retry::Later(retry_after) => Err(Stop::Later {
                error: detail,
                retry_after,
            }),
            Retry::Never => {
                let verdict = Verdict {
                    error: Some(detail),
                    ..Verdict::from(self.to_people(Reason::Undeliverable, "").await)
                };
                self.store(verdict).await
            }
        }
    }

    /// Whether a voice that the channel does not take is better sent as text.
    fn is_last_try_of_a_voice(&self, retry: Retry) -> bool {
        match retry {
            Retry::Later(_) if self.attempts() >= VOICE_ATTEMPTS => true,
            Retry::Later(retry_after) => self.handover_reason_if_waiting(retry_after).is_some(),
            Retry::Never => true,
        }
    }

    fn attempts(&self) -> u32 {
        let turn = self.known.state.turn.as_ref();
        turn.map_or(0, |turn| turn.spent)
    }

    async fn send(
        &self,
        index: usize,
        part: &Part,
        audio: Option<&Audio>,
    ) -> Result<Option<MessageId>, Failure> {
        let state = &self.known.state;
        let Some(contact) = state.contact.names.first() else {
            return Err(Failure::permanent("the contact has no name"));
        };
        let in_reply_to: Vec<MessageId> = self.batch.message_ids();
        let form = if part.voice { "-voice" } else { "" };
        let outgoing = Outgoing {
            kind: OutgoingKind::Reply,
            to: &state.reply_address,
            contact,
            part,
            audio,
            // What stands in the place of a voice is no repeat of it.
            delivery_id: format!("{}-{index}{form}", self.turn_id()),
            in_reply_to: &in_reply_to,
        };
        let limit = step_limit(self.ports, self.deadline)?;
        self.attempt.set(Attempt::Asked);
        let channel = self.channel();
        let sending = channel.send(outgoing, limit);
        self.timed(sending, Took::sending).await
    }

    /// Records a sent part. That commit is also the check that the next part may follow.
    async fn record(
        &mut self,
        index: usize,
        sent: (&Part, Option<MessageId>),
        cost: u64,
    ) -> Result<(), Stop> {
        let (ports, end) = (self.ports, self.deadline.minus(TO_GIVE_UP));
        let attempt = async || self.record_once(index, sent.clone(), cost).await;
        retry_recording(ports, end, attempt, Stop::may_succeed_later).await
    }

    async fn record_once(
        &mut self,
        index: usize,
        part: (&Part, Option<MessageId>),
        cost: u64,
    ) -> Result<(), Stop> {
        let turn = self.turn_seq();
        self.step(|state, now| {
            let sent = machine::sent(state, turn, index, part.clone(), cost, now)?;
            Some(Change {
                messages: sent.message.into_iter().collect(),
                ..Change::from(sent.state)
            })
        })
        .await
    }

    /// Reads the conversation again, since this run may be over.
    pub(super) async fn read_again(&mut self) -> Result<(), Stop> {
        let read = self.ports.conversations().state(self.conversation).await?;
        let held = |read: &Versioned| read.state.turn_is_of(self.token);
        self.known = read.filter(held).ok_or(Stop::Lost)?;
        Ok(())
    }

    fn untouched_handover(&self) -> Option<&Handover> {
        let handover = self.known.state.handover.as_ref();
        handover.filter(|handover| handover.attempts == 0)
    }

    pub(super) async fn transfer(&mut self, reason: Reason, summary: String) -> Result<(), Stop> {
        let policy = self.ports.policy_source().policy().await?;
        // People may have taken the conversation, or given it back, since this was decided.
        self.read_again().await?;
        let state = &self.known.state;
        let (Some(id), Some(turn)) = (state.contact.names.first(), &state.turn) else {
            return Err(Stop::Lost);
        };
        let decided_at = turn.decided_at.unwrap_or(turn.claimed_at);
        // Where it was worked on it was there already.
        let follows = self.known.version;
        let Some(handover) = self.untouched_handover() else {
            return Ok(());
        };
        let transfer = Transfer {
            integration_id: self.conversation.integration.clone(),
            contact: TransferContact {
                id: id.clone(),
                name: state.contact.display_name.clone(),
            },
            conversation_id: self.conversation.id.clone(),
            transfer_message: policy.transfer_message_at(decided_at, reason).to_owned(),
            queue: policy.queue,
            reason,
            summary,
            turn_id: self.turn_id(),
            at: decided_at,
            link: handover.entry.map(|token| Link { token, follows }),
        };
        let transfer = HumanQueueMessage::of(state.kind, transfer);
        let human_queue = self.ports.human_queue();
        Ok(human_queue.send(&transfer, Duration::ZERO).await?)
    }

    /// Queues the news for the desk that the assistant has answered what people had because it had
    /// failed. No desk knows of a test.
    pub(super) async fn tell_of_recovery(&self) -> Result<(), Stop> {
        let state = &self.known.state;
        let turn = state.turn.as_ref().filter(|turn| turn.has_recovered());
        let Some(turn) = turn.filter(|_| state.kind == Kind::Customer) else {
            return Ok(());
        };
        let recovered = HumanQueueMessage::RecoveredV1(Recovered {
            integration_id: self.conversation.integration.clone(),
            conversation_id: self.conversation.id.clone(),
            turn_id: self.turn_id(),
            at: turn.decided_at.unwrap_or(turn.claimed_at),
        });
        let human_queue = self.ports.human_queue();
        Ok(human_queue.send(&recovered, Duration::ZERO).await?)
    }
}
