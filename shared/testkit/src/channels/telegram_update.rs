//! Telegram's webhook bodies.
#![expect(
    clippy::indexing_slicing,
    reason = "assigning to a key of a JSON object makes it"
)]

use conversation::Timestamp;
use serde_json::{Value, json};

/// A person with Telegram.
#[derive(Debug, Clone, Copy)]
pub struct TelegramUser<'a> {
    /// Telegram's number of them, which is also that of their chat with a bot.
    pub id: i64,
    /// The first name.
    pub name: &'a str,
}

/// One update with a message in a private chat.
#[derive(Debug, Clone)]
pub struct TelegramUpdate {
    id: u64,
    kind: &'static str,
    message: Value,
}

impl TelegramUpdate {
    /// A text to the bot.
    pub fn text(from: TelegramUser<'_>, id: u64, sent_at: Timestamp, text: &str) -> Self {
        Self::message(from, id, sent_at, json!({"text": text}))
    }

    /// A message of any kind to the bot: `content` holds the key of its kind.
    pub fn message(from: TelegramUser<'_>, id: u64, sent_at: Timestamp, content: Value) -> Self {
        Self::new("message", from, from, id, sent_at, content)
    }

    /// A text in the chat of a business account with `customer`, written by `from`: by the
    /// customer, or by the account's owner.
    pub fn business_text(
        connection: &str,
        customer: TelegramUser<'_>,
        from: TelegramUser<'_>,
        id: u64,
        sent_at: Timestamp,
        text: &str,
    ) -> Self {
        let message = json!({"text": text, "business_connection_id": connection});
        Self::new("business_message", customer, from, id, sent_at, message)
    }

    fn new(
        kind: &'static str,
        chat: TelegramUser<'_>,
        from: TelegramUser<'_>,
        id: u64,
        sent_at: Timestamp,
        mut message: Value,
    ) -> Self {
        message["message_id"] = json!(id);
        message["date"] = json!(sent_at.seconds());
        message["from"] = json!({"id": from.id, "is_bot": false, "first_name": from.name});
        message["chat"] = json!({"id": chat.id, "type": "private", "first_name": chat.name});
        Self { id, kind, message }
    }

    /// The bytes to post.
    pub fn bytes(&self) -> Vec<u8> {
        json!({"update_id": self.id, self.kind: self.message})
            .to_string()
            .into_bytes()
    }
}
