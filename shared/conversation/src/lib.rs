//! Recado's conversations: the state machine as pure functions, the use cases around it, and the
//! ports they need. No AWS, no HTTP, no clock and no randomness of its own.
//!
//! Start with [`State`], then [`machine`], then the use cases [`receive`] and [`respond`].

mod assistant_id;
mod ids;
pub mod machine;
pub mod marker;
mod message;
pub mod policy;
pub mod ports;
mod state;
pub mod time;
mod trail;
mod transfer;
mod use_cases;
mod wake_up;

pub use assistant_id::{AssistantId, InvalidAssistantId};
pub use ids::{
    ContactName, ConversationId, ConversationKey, ConversationRef, IntegrationId, InvalidId,
    MAX_PROVIDER_ID_BYTES, MessageId, Seq,
};
pub use marker::Marker;
pub use message::{
    Author, Contact, Event, Incoming, LeftBecause, MAX_MESSAGE_BYTES, Message, ReplyAddress,
};
pub use policy::Policy;
pub use state::{Decision, Lease, Owner, Part, Range, State, Token, Turn, Window};
pub use time::Timestamp;
pub use trail::{Outcome, Trail, Usage};
pub use transfer::{HumanQueueMessage, Reason, Transfer, TransferContact};
pub use use_cases::{
    Receipt, Responded, people_gave_back, people_took_over, person_wrote, receive, respond,
};
pub use wake_up::{WakeUp, WakeUpMessage};
