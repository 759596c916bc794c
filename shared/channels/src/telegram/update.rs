//! The body of a webhook: one update, of one of many kinds.

use conversation::{Contact, ContactName, Event, Incoming, MessageId, ReplyAddress, Timestamp};
use serde_json::{Value, json};

use super::about::about;
use super::{CHAT_ID, MESSAGE, content};
use crate::json::{parse, text};
use crate::notes::joined;
use crate::receive::{display_name, sent_at};
use crate::{Ignored, WebhookError};

/// What is counted instead of stored.
pub(super) mod ignored {
    /// Said in a group: a private answer would surprise its writer.
    pub(crate) const GROUP: &str = "group";
    /// Written by a bot: two of them would never end.
    pub(crate) const BOT: &str = "bot";
    /// Said in a chat of somebody's business account.
    pub(crate) const BUSINESS: &str = "business";
    /// An update or a message of a kind that we make nothing of.
    pub(crate) const UNKNOWN_KIND: &str = "unknown_kind";
    /// Not what the contract says.
    pub(crate) const BROKEN: &str = "broken";
}

/// The updates that are counted by their name. A webhook that we connected brings none of them.
const OTHER_KINDS: [&str; 21] = [
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
];

/// Reads a body whose token has verified.
pub(super) fn read(body: &[u8], now: Timestamp) -> Result<(Vec<Event>, Ignored), WebhookError> {
    let update = parse(body)?;
    let id = update
        .get("update_id")
        .and_then(Value::as_u64)
        .ok_or_else(|| WebhookError::Malformed("update_id: must be a number".into()))?;
    let read = match (update.get(MESSAGE), update.get("business_message")) {
        (Some(message), _) => incoming(message, id, now),
        (_, Some(_)) => Err(ignored::BUSINESS),
        _ => Err(kind(&update)),
    };
    let mut ignored = Ignored::default();
    match read {
        Ok(said) => Ok((vec![Event::Message(said)], ignored)),
        Err(reason) => {
            ignored.add(reason);
            Ok((Vec::new(), ignored))
        }
    }
}

fn kind(update: &Value) -> &'static str {
    OTHER_KINDS
        .into_iter()
        .find(|kind| update.get(kind).is_some())
        .unwrap_or(ignored::UNKNOWN_KIND)
}

/// The id of a message's chat, which is also that of the customer.
fn private_chat(message: &Value) -> Result<i64, &'static str> {
    if text(message, "/chat/type").ok_or(ignored::BROKEN)? != "private" {
        return Err(ignored::GROUP);
    }
    if message.pointer("/from/is_bot").and_then(Value::as_bool) == Some(true) {
        return Err(ignored::BOT);
    }
    let id = message.pointer("/chat/id").and_then(Value::as_i64);
    id.ok_or(ignored::BROKEN)
}

fn incoming(message: &Value, update_id: u64, now: Timestamp) -> Result<Incoming, &'static str> {
    let chat = private_chat(message)?;
    let part = |pointer| text(message, pointer);
    let display = joined([part("/from/first_name"), part("/from/last_name")], " ");
    Ok(Incoming {
        case: None,
        // A repeat of a webhook has the same; a message's own number counts anew in each chat.
        id: MessageId::parse(&update_id.to_string()).map_err(|_| ignored::BROKEN)?,
        text: content::words(message)?,
        about: about(message),
        voice: content::is_voice(message),
        sent_at: sent_at(message.get("date"), now),
        contact: Contact::new(
            vec![ContactName::parse(&chat.to_string()).map_err(|_| ignored::BROKEN)?],
            display_name(&display),
        ),
        reply_address: ReplyAddress(json!({CHAT_ID: chat})),
    })
}
