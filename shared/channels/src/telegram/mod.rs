//! A bot of one's own on Telegram.
//!
//! Contract: <https://core.telegram.org/bots/api>. What is said here of it without another source
//! comes from that page by way of the libraries that repeat it; nothing was tried against
//! Telegram itself.
//!
//! Only the bot's own private chats are answered. Those of a business account to which it is
//! connected ("business messages") are not: anybody who pays for Telegram's business features can
//! connect a bot that has business mode on, and would be answered at this integration's cost.

mod about;
mod content;
mod fetch;
mod media;
mod receiver;
mod sender;
mod settings;
mod update;

pub(crate) use receiver::Receiver;
pub(crate) use sender::Sender;
pub use settings::Settings;

/// The field of the reply address that has the chat's id.
const CHAT_ID: &str = "chat_id";
/// The field of the reply address that has the topic's number, if the chat has topics.
const TOPIC: &str = "message_thread_id";
/// The updates that are read.
const MESSAGE: &str = "message";
/// The update that tells of a message that was edited.
const EDITED: &str = "edited_message";
