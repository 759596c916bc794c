//! People have been quiet for long: the assistant goes on.

use crate::{
    Owner, Return, machine,
    ports::{Clock, Conversations, InboundPorts, Policies, PortError},
};

use super::{change::change, send_return};

/// Looks at a conversation that people had when `back` was sent, and gives it back once nobody has
/// written for as long as the settings say; until then a successor looks again. An error means
/// that `back` must come again.
pub async fn come_back<P: InboundPorts + Policies>(
    ports: &P,
    back: &Return,
) -> Result<(), PortError> {
    let policy = ports.policy().await?;
    let conversation = &back.conversation;
    let same = |owner: &Owner| matches!(owner, Owner::People { since, .. } if *since == back.since);
    loop {
        let read = ports.conversations().state(conversation).await?;
        let Some(read) = read.filter(|read| same(&read.state.owner)) else {
            return Ok(());
        };
        let Some(at) = machine::returns_at(&read.state, policy.return_after) else {
            return Ok(());
        };
        if ports.clock().now() < at {
            return send_return(ports, conversation, back.since, at).await;
        }
        let given_back = change(ports, conversation, None, read, |state, now| {
            let due = machine::returns_at(&state, policy.return_after).is_some_and(|at| at <= now);
            let due = due && same(&state.owner);
            due.then(|| machine::release(state, &policy, now)).flatten()
        });
        if given_back.await?.is_some() {
            return Ok(());
        }
    }
}
