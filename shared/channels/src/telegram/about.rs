//! What a message answers, as Telegram shows it beside it.

use serde_json::Value;

use crate::json::text;
use crate::notes::{IN_REPLY_TO, beside};

/// The words that the customer marked of another message, or else that message's:
/// <https://core.telegram.org/bots/api#message>.
pub(super) fn about(message: &Value) -> Option<String> {
    let words = [
        "/quote/text",
        "/reply_to_message/text",
        "/reply_to_message/caption",
    ];
    let words = words.into_iter().find_map(|place| text(message, place));
    beside(IN_REPLY_TO, words?)
}
