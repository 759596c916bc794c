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
mod receiver;
mod sender;
mod update;

use outbound::Access;

pub(crate) use receiver::Receiver;
pub(crate) use sender::Sender;

use crate::settings::base_url;
use crate::{Field, Kind, Parts};

const BOT_TOKEN: Field = Field::secret("bot_token", Parts::Outbound, bot_token);
/// It verifies webhooks, and goes out when Telegram is told where they go.
const SECRET_TOKEN: Field = Field::secret("secret_token", Parts::Both, secret_token);
const BASE_URL: Field = Field::url("base_url", Some("https://api.telegram.org"), base_url);

pub(crate) const KIND: Kind = Kind {
    name: "telegram",
    answer_within: None,
    fields: &[BOT_TOKEN, SECRET_TOKEN, BASE_URL],
};

/// Where the chat's id stands in the reply address.
const CHAT_ID: &str = "chat_id";
/// Where the topic's number stands in it, where the chat has topics.
const TOPIC: &str = "message_thread_id";
/// The updates that are read.
const MESSAGE: &str = "message";
/// The update that tells of a message that was edited.
const EDITED: &str = "edited_message";

/// It becomes a part of the URL's path, so that nothing else may pass.
fn bot_token(text: &str, _: Access) -> Result<(), String> {
    match text.split_once(':') {
        Some((id, key))
            if !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) && is_word(key) =>
        {
            Ok(())
        }
        _ => Err("must be the token that BotFather gave, such as 123456:ABC-DEF".to_owned()),
    }
}

fn secret_token(text: &str, _: Access) -> Result<(), String> {
    if text.len() <= 256 && is_word(text) {
        Ok(())
    } else {
        Err("must be 1 to 256 of A-Z, a-z, 0-9, _ and -".to_owned())
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}
