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
    /// Telegram's id of them, which is also the id of their chat with a bot.
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
    pub fn message(
        from: TelegramUser<'_>,
        id: u64,
        sent_at: Timestamp,
        mut content: Value,
    ) -> Self {
        content["message_id"] = json!(id);
        content["date"] = json!(sent_at.seconds());
        content["from"] = json!({"id": from.id, "is_bot": false, "first_name": from.name});
        content["chat"] = json!({"id": from.id, "type": "private", "first_name": from.name});
        Self {
            id,
            kind: "message",
            message: content,
        }
    }

    /// The same message after an edit, as the update with that id reports it.
    #[must_use]
    pub fn edited(mut self, id: u64, text: &str) -> Self {
        self.id = id;
        self.kind = "edited_message";
        self.message["text"] = json!(text);
        self
    }

    /// The bytes to post.
    pub fn bytes(&self) -> Vec<u8> {
        json!({"update_id": self.id, self.kind: self.message})
            .to_string()
            .into_bytes()
    }
}
