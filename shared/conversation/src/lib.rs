//! Recado's conversations: the state machine as pure functions, the use cases around it, and the
//! ports they need. No AWS, no HTTP, no clock and no randomness of its own.
//!
//! Start with [`State`], then [`machine`], then the use cases [`handle_event`] and [`respond`].

mod assistant_id;
mod attachment;
mod balloons;
mod budgets;
mod caps;
mod context;
mod delivery;
mod due;
mod event;
mod figures;
mod handover;
mod heard;
mod hours;
mod ids;
mod kind;
mod later;
mod left_out;
mod link;
pub mod machine;
pub mod marker;
mod message;
mod normalize;
mod phrases;
pub mod policy;
pub mod ports;
mod seen;
mod size;
mod state;
pub mod time;
mod tokens;
mod tools;
mod transfer;
mod turn;
mod turn_record;
mod unattended;
mod use_cases;
mod visible;
mod voice;
mod wait;
mod waiting;
mod wake_up;

pub use assistant_id::AssistantId;
pub use attachment::{
    Attachment, AttachmentKind, AttachmentSource, Fingerprint, Learned, MAX_ATTACHMENTS,
};
pub use balloons::Balloons;
pub use caps::{Cap, Caps};
pub use context::{Context, ContextPolicy, LocalTime, Presence};
pub use delivery::{Delivery, DeliveryReport, PartOf, Undelivered};
pub use event::{Correction, DeskEvent, DeskEvidence, Event, Holder, Incoming, Renamed};
pub use figures::{Counter, Figures, Lateness, Tally};
pub use handover::{Handover, Told, Transferred};
pub use heard::{Heard, HeardReport, MAX_HEARD_BYTES, Said, Unheard};
pub use hours::{Hours, InvalidHours, Span, Spans, Week, Zone};
pub use ids::{
    ContactName, ConversationId, ConversationKey, ConversationRef, IntegrationId, InvalidId,
    MAX_PROVIDER_ID_BYTES, MessageId, Seq,
};
pub use kind::Kind;
pub use later::Later;
pub use left_out::LeftOut;
pub use link::Link;
pub use marker::Marker;
pub use message::{
    Author, Contact, LeftBecause, MAX_NAMES, Message, ReplyAddress, beside, in_reply_to, note,
};
pub use phrases::{EmptyPhrase, Keyword, Phrases};
pub use policy::{Closed, HistoryLimit, Policy};
pub use seen::{FileKind, FileType, Missed, SeenReport, ShownFile, Unseen};
pub use size::{MAX_MESSAGE_BYTES, stored_bytes};
pub use state::{AtOnce, DeskView, Owner, State, Window};
pub use time::{Date, Timestamp};
pub use tokens::tokens_in;
pub use tools::{Call, CallAnswer, CallReport, Round};
pub use transfer::{HumanQueueMessage, Reason, Recovered, Transfer, TransferContact};
pub use turn::{Decision, Lease, Part, Range, Token, Took, Turn};
pub use turn_record::{Outcome, TurnRecord, Usage};
pub use unattended::{Replies, Unattended};
pub use use_cases::{
    HandedOver, Receipt, Responded, Scope, TakenBack, come_back, hand_over, handle_event, hear,
    operator, respond, take_back, test,
};
pub use visible::one_line;
pub use voice::{TextBecause, TextFallback, VoicePolicy, VoiceReport, VoiceWhen};
pub use wait::{AnswerAtOnce, Wait};
pub use wake_up::{Hear, Return, Scheduled, WakeUp, WakeUpMessage};
