//! Hearing recordings: each is fetched, and written down once.

mod batch;
mod listening;
mod recording;

use crate::{
    Hear, Owner, Responded, Timestamp,
    budgets::{HEARING, RECORD_RESERVE},
    machine::Batch,
    policy::{BATCH_CHARS, BATCH_MESSAGES},
    ports::{Clock, Conversations, PolicySource, PortError, RunPorts},
};

use self::listening::Listening;
use super::reach::Reach;

/// Hears a message's recordings while its window waits. Nothing depends on it: the run hears what is
/// left. `deadline` is when the invocation ends, done or not.
pub async fn hear<P: RunPorts>(
    ports: &P,
    hear: &Hear,
    deadline: Timestamp,
) -> Result<Responded, PortError> {
    let conversation = &hear.conversation;
    let policy = ports.policy_source().policy().await?;
    let read = ports.conversations().state(conversation).await?;
    let (Some(hearing), Some(read)) = (&policy.hearing, read) else {
        return Ok(Responded::Done);
    };
    let waits = read.state.window.as_ref().filter(|window| {
        let is_in_it = window.first <= hear.message;
        is_in_it && read.state.owner == Owner::Assistant && policy.answers(&read.state)
    });
    let Some(window) = waits else {
        return Ok(Responded::Done);
    };
    let waiting = ports.conversations().answerable_from(
        conversation,
        window.first,
        BATCH_MESSAGES,
        BATCH_CHARS,
    );
    let (batch, _) = Batch::select(waiting.await?);
    let mut to_hear = batch.to_hear(hearing.max_recordings);
    let this = to_hear.find(|(message, _)| message.seq == hear.message);
    if let Some((_, first)) = this {
        let now = ports.clock().now();
        let listening = Listening {
            ports,
            channel: Reach::of(&read.state, ports.channel()),
            conversation,
            hearing,
            until: now.plus(HEARING).min(deadline.minus(RECORD_RESERVE)),
            is_last: false,
        };
        listening.hear(hear.message, first).await?;
    }
    Ok(Responded::Done)
}
