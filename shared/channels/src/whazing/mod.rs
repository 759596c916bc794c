//! Whazing: a WhatsApp service desk of the Whaticket family, as channel and as desk.
//!
//! Contract: its documentation, <https://github.com/cleitonme/Whazing-SaaS> under `integracoes/`,
//! where each file below is named. Whazing is closed source, so that what the documentation leaves
//! open is not known, and is read here as leniently as is safe.
//!
//! In Whazing's settings of the channel, the webhook needs every event but those of groups, and
//! media in base64 switched off: otherwise a body is soon larger than the largest that is taken.

mod api;
mod contact;
mod content;
pub(crate) mod desk;
mod events;
mod message;
mod receiver;
mod sender;
mod settings;
mod ticket;

pub(crate) use desk::Desk;
pub(crate) use receiver::Receiver;
pub(crate) use sender::Sender;
pub use settings::Settings;
