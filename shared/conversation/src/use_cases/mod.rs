//! The use cases: one async function for each thing that happens. It reads, asks the state machine,
//! and writes on the condition that nobody else wrote meanwhile.

mod ask;
mod call;
mod change;
mod come_back;
mod correct;
mod deliver;
mod delivery;
mod event;
mod hand_over;
mod hear;
mod known;
mod lease;
pub mod operator;
mod pace;
mod people;
mod reach;
mod receive;
mod redeliver;
mod rename;
mod respond;
mod run;
mod see;
mod speak;
mod spend;
mod store_event;
mod take_back;
pub mod test;

pub use come_back::come_back;
pub use event::{Scope, handle_event};
pub use hand_over::{HandedOver, hand_over};
pub use hear::hear;
pub use respond::{Responded, respond};
pub use store_event::Receipt;
pub use take_back::{TakenBack, take_back};

use std::time::Duration;

use crate::{
    ConversationRef, Link, Return, Timestamp, Token, WakeUp, WakeUpMessage,
    budgets::{FIRST_RECORD_PAUSE, JITTER_MS, LONGEST_RECORD_PAUSE},
    ports::{Clock, InboundPorts, MAX_DELAY, PortError, Random, WakeUps},
};

/// How often it is tried to record what an operator wrote.
const RECORD_ATTEMPTS: u32 = 8;

/// Sends a wake-up that is visible at `at` or up to a second earlier, since SQS delays are whole
/// seconds; the responder waits the remainder out. A wake-up that is due later than a queue can
/// wait comes early and sends its successor.
async fn send_at<P: InboundPorts>(
    ports: &P,
    wake_up: &WakeUp,
    at: Timestamp,
) -> Result<(), PortError> {
    let wait = at.since(ports.clock().now()).min(MAX_DELAY);
    let delay = Duration::from_secs(wait.as_secs());
    let message = WakeUpMessage::WakeUp(wake_up.clone());
    ports.wake_ups().send(&message, delay).await
}

/// Sends the message that checks at `at` whether people are still quiet, and gives its token. The
/// queue delays it by at most [`MAX_DELAY`], and then it sends its successor.
async fn send_return<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    (since, follows): (Timestamp, u64),
    at: Timestamp,
) -> Result<Token, PortError> {
    let token = ports.random().token();
    let message = WakeUpMessage::ReturnV1(Return {
        conversation: conversation.clone(),
        since,
        link: Some(Link { token, follows }),
        created_at: ports.clock().now(),
    });
    let wait = at.since(ports.clock().now()).min(MAX_DELAY);
    // Rounded up: it has no part of a second to wait for in place.
    let delay = Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0));
    ports.wake_ups().send(&message, delay).await?;
    Ok(token)
}

/// Tries to record what a provider has done, again and again until `end`: what is not recorded is
/// done again.
async fn retry_recording<P: InboundPorts, T, E>(
    ports: &P,
    end: Timestamp,
    mut attempt: impl AsyncFnMut() -> Result<T, E>,
    may_succeed_later: impl Fn(&E) -> bool,
) -> Result<T, E> {
    let mut pause = FIRST_RECORD_PAUSE;
    loop {
        let ended = attempt().await;
        let again = ports.clock().now().plus(pause);
        match ended {
            Err(error) if again < end && may_succeed_later(&error) => {}
            ended => return ended,
        }
        ports.clock().sleep_until(again).await;
        jitter(ports).await;
        pause = (2 * pause).min(LONGEST_RECORD_PAUSE);
    }
}

/// Waits for a random moment, so that runs that conflicted do not conflict again.
async fn jitter<P: InboundPorts>(ports: &P) {
    let (least, most) = JITTER_MS;
    let wait = least + ports.random().bits() % (most - least);
    let until = ports.clock().now().plus(Duration::from_millis(wait));
    ports.clock().sleep_until(until).await;
}
