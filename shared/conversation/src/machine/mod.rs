//! The state machine. Each function takes a state and an event, and gives the next state and what
//! must be done. No function waits, fails, or knows the time except by its arguments.

mod back;
mod batch;
mod claim;
mod correct;
mod desk;
mod ending;
mod files;
mod handover;
mod history;
mod people;
mod receive;
mod run;
mod tally;
mod tools;
mod unattended;
mod undelivered;
mod wake_up;

pub use back::{attend, give_back, give_back_failed, is_unlooked_at, release, returns_at};
pub use batch::{Batch, last_words};
pub use claim::{drop_disabled, expire, resume, take};
pub use correct::correct;
pub use desk::desk_event;
pub(crate) use files::{Looked, ToShow};
pub use handover::{
    HandoverClaim, claim_handover, contact_not_told, contact_told, desk_stepped, hand_over_later,
    handed_over, not_to_be_told, taken_back,
};
pub use history::history;
pub use people::{answered_by_people, is_of_the_past, person_message, person_says, take_over};
pub use receive::{Received, receive};
pub use run::{
    Attempt, Completed, Sent, Verdict, complete, decide, drop_rest, fail, fall_back_to_text, sent,
    still_held,
};
pub use tally::tally;
pub use tools::{answer_call, begin_round};
pub use unattended::at_a_message;
pub use undelivered::{MAX_UNDELIVERED, redeliver, undelivered};
pub use wake_up::{Invocation, Step, on_wake_up};

use crate::{Message, State, Timestamp, TurnRecord};

/// The wake-up that must be in the queue before the state that needs it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// A new wake-up, for a run that is due then. Any other wake-up becomes void.
    At(Timestamp),
    /// The overdue wake-up, sent again at once, since it may have been lost.
    Again,
}

/// A change that follows from an event, to be written all at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The next state.
    pub state: State,
    /// New lines of the transcript.
    pub messages: Vec<Message>,
    /// Lines of the transcript whose text has changed.
    pub rewritten: Vec<Message>,
    /// The record of a turn that ended.
    pub turn_record: Option<TurnRecord>,
    /// The wake-up to send first.
    pub wake_up: Option<Wake>,
    /// When to check whether people have been quiet for long enough.
    pub look_at: Option<Timestamp>,
}

impl From<State> for Change {
    fn from(state: State) -> Self {
        Self {
            state,
            messages: Vec::new(),
            rewritten: Vec::new(),
            turn_record: None,
            wake_up: None,
            look_at: None,
        }
    }
}
