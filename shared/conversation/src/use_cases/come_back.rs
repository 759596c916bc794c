//! The return of a conversation from people who have been quiet for long.

use crate::{
    Owner, Responded, Return, State,
    budgets::{EARLY_RETURN_FOR, EARLY_WAKE_UP},
    link::{Standing, standing},
    machine::{self, Change},
    ports::{Clock, Conversations, InboundPorts, PolicySource, PortError},
};

use super::change::change;

/// Checks a conversation that people had when `back` was sent, and gives it back once nobody has
/// written for as long as the settings say. Until then, a successor checks again. An error means
/// that `back` must come again.
pub async fn come_back<P: InboundPorts + PolicySource>(
    ports: &P,
    back: &Return,
) -> Result<Responded, PortError> {
    let policy = ports.policy().await?;
    let conversation = &back.conversation;
    let Some(read) = ports.conversations().state(conversation).await? else {
        return Ok(Responded::Done);
    };
    let Owner::People { since, returns, .. } = read.state.owner else {
        return Ok(Responded::Done);
    };
    let age = ports.clock().now().since(back.created_at);
    match standing(back.link, returns, &read) {
        _ if since != back.since => return Ok(Responded::Done),
        Standing::Void => return Ok(Responded::Done),
        // Its sender died, and the one before it may have found nothing more to look at.
        Standing::Early if age >= EARLY_RETURN_FOR => return Ok(Responded::Done),
        Standing::Early => {
            return Ok(Responded::Later {
                after: EARLY_WAKE_UP,
            });
        }
        Standing::Counts => {}
    }
    let still_counts = |state: &State| match state.owner {
        Owner::People {
            since: from,
            returns: known,
            ..
        } => (from, known) == (since, returns),
        Owner::Assistant => false,
    };
    let looked = change(ports, conversation, Some(&policy), read, |state, now| {
        let at = machine::returns_at(&state, policy.returns(), now)?;
        match still_counts(&state) {
            false => None,
            true if now < at => Some(Change {
                look_at: Some(at),
                ..Change::from(state)
            }),
            true if policy.return_on_recovery => machine::give_back(state, &policy, now),
            true => machine::release(state, &policy, now),
        }
    });
    looked.await?;
    Ok(Responded::Done)
}
