//! An operator's actions in the console.

use std::time::Duration;

use crate::{
    ConversationRef, Message, Owner, Part, Policy, State, Timestamp,
    machine::{self, Change},
    ports::{
        Channel, Conversations, Failure, InboundPorts, Outgoing, OutgoingKind, PortError, Retry,
    },
};

use super::{
    RECORD_ATTEMPTS,
    change::{Changed, change, try_change},
    jitter,
    reach::Reach,
};

/// Gives the conversation to people, if they do not have it. A transfer on its way to them goes on.
/// Gives the state; none if there is no such conversation.
pub async fn take_over<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    policy: &Policy,
) -> Result<Option<State>, PortError> {
    step(ports, conversation, policy, |state, now| {
        if state.owner != Owner::Assistant {
            return machine::attend(state).map(Change::from);
        }
        Some(taken_over(state, now))
    })
    .await
}

fn taken_over(state: State, now: Timestamp) -> Change {
    let (state, turn_record) = machine::take_over(state, now);
    Change {
        turn_record,
        ..Change::from(state)
    }
}

/// Gives the conversation back to the assistant, if people have it. Gives the state; none if there
/// is no such conversation.
pub async fn release<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    policy: &Policy,
) -> Result<Option<State>, PortError> {
    step(ports, conversation, policy, |state, now| {
        machine::give_back(state, policy, now)
    })
    .await
}

/// Gives the conversation back to the assistant, if people have it only because the assistant
/// failed and it may still be answered. Says whether it did.
pub async fn release_failed<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    policy: &Policy,
) -> Result<bool, PortError> {
    let Some(known) = ports.conversations().state(conversation).await? else {
        return Ok(false);
    };
    let released = change(ports, conversation, Some(policy), known, |state, now| {
        machine::give_back_failed(&state, policy, now)
    });
    Ok(released.await?.is_some())
}

/// The outcome of sending a person's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendOutcome {
    /// There is no such conversation.
    NoSuchConversation,
    /// The channel has taken the message.
    Sent(Box<State>),
    /// The channel refuses the message for good. People have the conversation all the same.
    Refused {
        /// Why, in a form fit for logs.
        detail: String,
    },
    /// The channel has not taken the message, or has not said so. People have the conversation all
    /// the same.
    Failed {
        /// Why, in a form fit for logs.
        detail: String,
    },
}

/// A person's message, and how it is sent.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// The text, in the channel's own markup.
    pub text: &'a str,
    /// The id of this delivery: the same on every repeat, and of no other message.
    pub delivery_id: &'a str,
    /// How long sending may take.
    pub time_limit: Duration,
}

/// Writes to the contact as a person: takes the conversation over, sends the message, and records
/// it, which ends a transfer on its way. The transfer's own message is given up first, since it
/// would come after the person's.
pub async fn speak<P: InboundPorts>(
    ports: &P,
    channel: &impl Channel,
    conversation: &ConversationRef,
    policy: &Policy,
    words: Words<'_>,
) -> Result<SendOutcome, PortError> {
    let taken = step(ports, conversation, policy, |state, now| {
        if state.owner == Owner::Assistant {
            return Some(taken_over(state, now));
        }
        let attended = machine::attend(state.clone());
        let untold = machine::not_to_be_told(attended.clone().unwrap_or(state));
        untold.or(attended).map(Change::from)
    });
    let Some(state) = taken.await? else {
        return Ok(SendOutcome::NoSuchConversation);
    };
    let part = Part::text(words.text.to_owned());
    let Some(contact) = state.contact.names.first() else {
        return Ok(SendOutcome::Refused {
            detail: "the contact has no name".to_owned(),
        });
    };
    let outgoing = Outgoing {
        kind: OutgoingKind::PersonMessage,
        to: &state.reply_address,
        contact,
        part: &part,
        audio: None,
        delivery_id: words.delivery_id.to_owned(),
        in_reply_to: &[],
    };
    let channel = Reach::of(&state, channel);
    let id = match channel.send(outgoing, words.time_limit).await {
        Ok(id) => id,
        Err(Failure { detail, retry }) => {
            return Ok(match retry {
                Retry::Later(_) => SendOutcome::Failed { detail },
                Retry::Never => SendOutcome::Refused { detail },
            });
        }
    };
    let begun = state.first_seq;
    let record = |state: State, now| {
        // Erased meanwhile and begun anew: these words are not of that conversation.
        if state.first_seq != begun {
            return None;
        }
        let taken = taken_over(state, now);
        let id = id.clone();
        let (state, message) = machine::person_says(taken.state, words.text, id, now, now);
        Some(Change {
            state: machine::answered_by_people(state),
            messages: vec![Message {
                by_operator: true,
                ..message
            }],
            ..taken
        })
    };
    // Not `retry_recording`: with a closure that is async, rustc 1.95 cannot see that this future is
    // Send, which an HTTP function's must be (rust-lang/rust#110338).
    let mut attempts = 1;
    let recorded = loop {
        match step(ports, conversation, policy, record).await {
            Err(_) if attempts < RECORD_ATTEMPTS => attempts += 1,
            // Not an error of its own: whoever sees one sends it again.
            Err(error) => {
                let detail = format!("it was sent, and could not be stored: {error}");
                return Ok(SendOutcome::Failed { detail });
            }
            Ok(recorded) => break recorded,
        }
        jitter(ports).await;
    };
    Ok(SendOutcome::Sent(Box::new(recorded.unwrap_or(state))))
}

/// Writes what `decide` makes of the conversation. Gives the state after that, even if there was
/// nothing to do.
async fn step<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    policy: &Policy,
    decide: impl Fn(State, Timestamp) -> Option<Change>,
) -> Result<Option<State>, PortError> {
    let Some(known) = ports.conversations().state(conversation).await? else {
        return Ok(None);
    };
    let changed = try_change(ports, conversation, Some(policy), known, decide).await?;
    Ok(match changed {
        Changed::Written(written) => Some(written.state),
        Changed::Unchanged(state) => Some(state),
        Changed::Erased => None,
    })
}
