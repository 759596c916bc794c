//! Messages of the contact: each is stored, with a wake-up that will reach it.

use crate::{
    Incoming, Policy, State, Timestamp, in_reply_to,
    machine::{self, Change},
    policy::MAX_AGE,
    ports::{Clock, InboundPorts, PortError},
};

use super::{
    event::Scope,
    known::find,
    store_event::{Receipt, Subject, store_event},
};

/// Stores a message of the contact. An error means that the provider must send it again.
pub(super) async fn receive<P: InboundPorts>(
    ports: &P,
    scope: Scope<'_>,
    incoming: &Incoming,
) -> Result<Receipt, PortError> {
    if ports.clock().now().since(incoming.sent_at) > MAX_AGE {
        return Ok(Receipt::TooOld);
    }
    let with_quote;
    let incoming = match quoted(ports, scope, incoming).await? {
        Some(quote) => {
            let about = [incoming.about.clone(), Some(quote)];
            let about: Vec<String> = about.into_iter().flatten().collect();
            with_quote = Incoming {
                about: Some(about.join("\n")),
                ..incoming.clone()
            };
            &with_quote
        }
        None => incoming,
    };
    let subject = Subject::message(scope, incoming);
    store_event(ports, subject, |state, now| {
        let state = state.unwrap_or_else(|| State::of(incoming, now));
        Some(received(state, incoming, scope.policy, now))
    })
    .await
}

/// What the message says that this one answers, if it is in our transcript.
async fn quoted<P: InboundPorts>(
    ports: &P,
    scope: Scope<'_>,
    incoming: &Incoming,
) -> Result<Option<String>, PortError> {
    let Some(id) = &incoming.quotes else {
        return Ok(None);
    };
    let who = (&incoming.contact, incoming.sent_at);
    let known = find(ports, scope, who, id).await?;
    let message = known.and_then(|known| known.message);
    Ok(message.and_then(|message| in_reply_to(&message.in_words())))
}

/// Takes a message in. Gives the conversation back first, if a message comes after people have been quiet for long: the
/// wake-up that should have done so may be late, or lost.
pub(super) fn received(
    state: State,
    incoming: &Incoming,
    policy: &Policy,
    now: Timestamp,
) -> Change {
    let quiet = machine::returns_at(&state, policy.returns(), now).is_some_and(|at| at <= now);
    let nobody_looks = machine::is_unlooked_at(&state, now);
    let back = machine::at_a_message(&state, policy, now);
    let released = || machine::release(state.clone(), policy, now).filter(|_| quiet);
    let mut change = back
        .or_else(released)
        .unwrap_or_else(|| Change::from(state));
    let received = machine::receive(change.state, incoming, policy, now);
    change.messages.push(received.message);
    let look_at = machine::returns_at(&received.state, policy.returns(), now);
    Change {
        look_at: look_at.filter(|_| nobody_looks),
        state: received.state,
        wake_up: received.wake_up.or(change.wake_up),
        ..change
    }
}
