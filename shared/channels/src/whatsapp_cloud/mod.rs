//! The WhatsApp Cloud API: Meta's own, without a provider in between.
//!
//! Contract: <https://developers.facebook.com/documentation/business-messaging/whatsapp/>.

mod about;
mod contact;
mod content;
mod correct;
mod envelope;
mod errors;
mod fetch;
mod media;
mod receiver;
mod rename;
mod sender;
mod settings;
mod status;

pub(crate) use receiver::Receiver;
pub(crate) use sender::Sender;
pub use settings::Settings;
