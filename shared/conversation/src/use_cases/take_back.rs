//! The desk takes a conversation back from its people's queue, because the assistant has answered
//! what people had only because it failed.

use std::time::Duration;

use crate::{
    ConversationRef, Owner, Recovered, Timestamp,
    budgets::TAKE_BACK_PAUSE,
    machine::{self, Change},
    policy::{MAX_HAND_OVER_PAUSE, MAX_TAKE_BACK_TIME},
    ports::{Clock, Conversations, Desk, Failure, HandOverPorts, PortError, Recovery, Retry},
};

use super::{change::change, lease::step_limit, reach::Reach};

/// What is to be done with the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenBack {
    /// The desk has been told. Delete the message.
    Done,
    /// People have the conversation by now, or it is gone. Delete the message.
    Void,
    /// The desk failed for now. Let the same message come again.
    Later {
        /// After this time.
        after: Duration,
        /// Why the desk failed, in a form fit for logs.
        error: String,
    },
    /// The desk refuses, or has failed for too long. Delete the message.
    Dropped {
        /// Why the desk failed, in a form fit for logs.
        error: String,
    },
}

/// Tells the desk that the assistant has a conversation back, unless people have it by now.
/// `deadline` is when the invocation ends, done or not. An error means that the message must come
/// again.
///
/// People may get the conversation while the desk is told. What the desk shows then is believed
/// like any other word of a desk.
pub async fn take_back<P: HandOverPorts>(
    ports: &P,
    recovered: &Recovered,
    deadline: Timestamp,
) -> Result<TakenBack, PortError> {
    let conversation = ConversationRef {
        integration: recovered.integration_id.clone(),
        id: recovered.conversation_id.clone(),
    };
    let Some(turn) = conversation.turn_of(&recovered.turn_id) else {
        return Err(PortError::new(
            "the recovered turn's id is not of its conversation",
        ));
    };
    let read = ports.conversations().state(&conversation).await?;
    let still =
        read.filter(|read| read.state.owner == Owner::Assistant && turn >= read.state.first_seq);
    let Some(read) = still else {
        return Ok(TakenBack::Void);
    };
    let Some(contact) = read.state.contact.names.first() else {
        return Ok(TakenBack::Void);
    };
    let recovery = Recovery {
        turn_id: &recovered.turn_id,
        contact,
        at: &read.state.reply_address,
    };
    let desk = Reach::of(&read.state, ports.desk());
    let asked = ports.clock().now();
    let told = match step_limit(ports, deadline) {
        Ok(limit) => desk.take_back(recovery, limit).await,
        Err(error) => Err(error),
    };
    match told {
        Ok(()) => {}
        Err(error) => return Ok(failed(error, asked.since(recovered.at))),
    }
    if desk.is_shown_by_the_channel() {
        let times = (asked, ports.clock().now());
        change(ports, &conversation, None, read, |state, _| {
            machine::taken_back(state, turn, times).map(Change::from)
        })
        .await?;
    }
    Ok(TakenBack::Done)
}

/// Gives the message up if the desk refuses, or fails for long: nothing depends on it.
fn failed(failure: Failure, age: Duration) -> TakenBack {
    let error = failure.detail;
    match failure.retry {
        Retry::Later(retry_after) if age < MAX_TAKE_BACK_TIME => {
            let after = retry_after.map_or(TAKE_BACK_PAUSE, |asked| asked.max(TAKE_BACK_PAUSE));
            TakenBack::Later {
                after: after.min(MAX_HAND_OVER_PAUSE),
                error,
            }
        }
        Retry::Later(_) | Retry::Never => TakenBack::Dropped { error },
    }
}
