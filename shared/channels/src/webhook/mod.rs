//! The plain webhook channel: for a provider of your own, and for tests.
//!
//! Both directions are signed after the Standard Webhooks specification:
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>.

mod attachments;
mod body;
pub(crate) mod desk;
mod message;
mod post;
mod receiver;
mod sender;
mod settings;
mod verifying;

pub(crate) use desk::Desk;
pub(crate) use receiver::Receiver;
pub(crate) use sender::Sender;
pub use settings::{DeskSettings, Settings};
