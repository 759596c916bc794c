//! Sending what was decided: the parts of a reply, or a transfer.

use std::time::Duration;

use crate::{
    MessageId, Part, Reason, Transfer, TransferContact,
    machine::{self, Change, Verdict},
    ports::{
        Channel, Conversations, HumanQueue, Outgoing, OutgoingKind, Policies, RunPorts, SendError,
        Versioned,
    },
};

use super::{
    insist,
    lease::{Stop, step_limit},
    run::Run,
};

impl<P: RunPorts> Run<'_, P> {
    pub(super) async fn reply(&mut self, parts: &[Part]) -> Result<(), Stop> {
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
                        ..Verdict::from(self.to_people(Reason::Undeliverable, "").await)
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
            kind: OutgoingKind::Reply,
            to: &state.reply_address,
            contact,
            part,
            audio: None,
            delivery_id: format!("{}-{index}", self.turn_id()),
            in_reply_to: &in_reply_to,
        };
        let limit = step_limit(self.ports, self.deadline)?;
        self.ports.channel().send(outgoing, limit).await
    }

    /// Records a sent part; that commit is also the check that the next part may follow.
    async fn record(&mut self, index: usize, text: &str) -> Result<(), Stop> {
        let ports = self.ports;
        let attempt = async || self.record_once(index, text).await;
        insist(ports, attempt, Stop::may_succeed_later).await
    }

    async fn record_once(&mut self, index: usize, text: &str) -> Result<(), Stop> {
        let turn = self.turn_seq();
        self.step(|state, now| {
            let sent = machine::sent(state, turn, index, text, now);
            Some(Change {
                messages: sent.message.into_iter().collect(),
                ..Change::from(sent.state)
            })
        })
        .await
    }

    pub(super) async fn transfer(&mut self, reason: Reason, summary: String) -> Result<(), Stop> {
        let policy = self.ports.policies().policy().await?;
        // People may have taken the conversation, or given it back, since this was decided.
        let read = self.ports.conversations().state(self.conversation).await?;
        let held = |read: &Versioned| read.state.turn_is_of(self.token);
        self.known = read.filter(held).ok_or(Stop::Lost)?;
        let state = &self.known.state;
        let (Some(id), Some(turn)) = (state.contact.names.first(), &state.turn) else {
            return Err(Stop::Lost);
        };
        let decided_at = turn.decided_at.unwrap_or(turn.claimed_at);
        let transfer = Transfer {
            integration_id: self.conversation.integration.clone(),
            contact: TransferContact {
                id: id.clone(),
                name: state.contact.display_name.clone(),
            },
            conversation_id: self.conversation.id.clone(),
            transfer_message: policy.transfer_message_at(decided_at).to_owned(),
            queue: policy.queue,
            reason,
            summary,
            turn_id: self.turn_id(),
            at: decided_at,
        };
        Ok(self
            .ports
            .human_queue()
            .send(&transfer, Duration::ZERO)
            .await?)
    }
}
