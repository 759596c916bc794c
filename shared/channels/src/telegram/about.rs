//! The message that a message answers, as Telegram shows it beside it.

use conversation::in_reply_to;
use serde_json::Value;

use super::content;
use crate::json::text;

/// The words of another message that the customer marked, or else that message's text, or its kind:
/// <https://core.telegram.org/bots/api#message>.
pub(super) fn about(message: &Value) -> Option<String> {
    let words = [
        "/quote/text",
        "/reply_to_message/text",
        "/reply_to_message/caption",
    ];
    let words = words.into_iter().find_map(|place| text(message, place));
    let without_text = || {
        let answered = message.get("reply_to_message")?;
        content::rich_words(answered).or_else(|| content::in_words(answered))
    };
    in_reply_to(&words.map(str::to_owned).or_else(without_text)?)
}
