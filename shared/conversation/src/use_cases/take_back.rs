//! The assistant answers again what people had only because it failed: the desk takes the conversation
//! back from their queue.

use std::time::Duration;

use crate::{
    ConversationRef, Owner, Recovered, Timestamp,
    budgets::TAKE_BACK_PAUSE,
    machine::{self, Change},
    policy::{MAX_HAND_OVER_PAUSE, MAX_TAKE_BACK_TIME, Returns},
    ports::{Clock, Conversations, Desk, Failure, HandOverPorts, PortError, Recovery, Retry},
};

use super::{change::change, lease::step_limit};

/// What is to be done with the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenBack {
    /// The desk knows: delete it.
    Done,
    /// People have the conversation by now, or it is gone: delete it.
    Void,
    /// The desk failed for now: let the same message come again.
    Later {
        /// After this time.
        after: Duration,
        /// Why it failed, in a form fit for logs.
        error: String,
    },
    /// The desk refuses, or has failed for too long: delete it.
    Dropped {
        /// Why it failed, in a form fit for logs.
        error: String,
    },
}

/// Tells the desk that the assistant has a conversation again, unless people have it by now. `deadline`
/// is when the invocation ends, done or not. An error means that the message must come again.
///
/// People may get the conversation just while the desk is told: what it shows then is believed as any
/// other word of a desk's.
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
    let asked = ports.clock().now();
    let told = match step_limit(ports, deadline) {
        Ok(limit) => ports.desk().take_back(recovery, limit).await,
        Err(error) => Err(error),
    };
    match told {
        Ok(()) => {}
        Err(error) => return Ok(failed(error, asked.since(recovered.at))),
    }
    if ports.desk().is_shown_by_the_channel() {
        let times = (asked, ports.clock().now());
        change(ports, &conversation, Returns::NEVER, read, |state, _| {
            machine::taken_back(state, turn, times).map(Change::from)
        })
        .await?;
    }
    Ok(TakenBack::Done)
}

/// Nothing depends on it: what the desk refuses, or fails at for long, is left so.
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
