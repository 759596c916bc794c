//! The state machine: each function takes a state and an event and gives the next state and what
//! must be done. None of them waits, fails or knows the time but by its arguments.

mod batch;
mod claim;
mod ending;
mod history;
mod people;
mod receive;
mod run;

pub use batch::Batch;
pub use claim::{Next, drop_disabled, next, resume, take};
pub use history::history;
pub use people::{Released, person_message, release, take_over};
pub use receive::{Received, receive};
pub use run::{Completed, Sent, Verdict, complete, decide, fail, sent, still_held};

use crate::{MessageId, Timestamp};

/// A wake-up that must be in the queue before the state it belongs to is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WakeUpAt {
    /// When the run is due.
    pub at: Timestamp,
    /// The message it is for.
    pub message_id: MessageId,
}
