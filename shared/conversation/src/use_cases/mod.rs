//! One async function for each thing that happens: it reads, asks the state machine, and writes
//! on the condition that nobody was faster.

mod ask;
mod by_contact;
mod change;
mod deliver;
mod people;
mod receive;
mod respond;
mod run;

pub use by_contact::Receipt;
pub use people::{people_gave_back, people_took_over, person_wrote};
pub use receive::receive;
pub use respond::{Responded, respond};

use std::time::Duration;

use crate::{
    Timestamp, WakeUp, WakeUpMessage,
    ports::{Clock, InboundPorts, PortError, Random, WakeUps},
};

/// The longest delay SQS takes.
const MAX_DELAY: Duration = Duration::from_secs(900);
/// The least and the most that a conflict makes one wait before reading again, in milliseconds.
const JITTER_MS: (u64, u64) = (5, 50);

/// Sends a wake-up that is visible at `at` or up to a second earlier, since SQS delays are whole
/// seconds; the responder waits the remainder out. One that is due later than SQS can wait comes
/// early and sends its successor.
async fn send_at<P: InboundPorts>(
    ports: &P,
    wake_up: &WakeUp,
    at: Timestamp,
) -> Result<(), PortError> {
    let wait = at.since(ports.clock().now()).min(MAX_DELAY);
    let delay = Duration::from_secs(wait.as_secs());
    let message = WakeUpMessage::WakeUpV1(wake_up.clone());
    ports.wake_ups().send(&message, delay).await
}

/// Waits a little, so that those who conflicted do not conflict again.
async fn jitter<P: InboundPorts>(ports: &P) {
    let (least, most) = JITTER_MS;
    let wait = least + ports.random().bits() % (most - least);
    let until = ports.clock().now().plus(Duration::from_millis(wait));
    ports.clock().sleep_until(until).await;
}
