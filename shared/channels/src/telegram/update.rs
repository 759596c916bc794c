//! The body of a webhook: one update, of one of many kinds.

use conversation::{
    Contact, ContactName, Event, Incoming, MAX_MESSAGE_BYTES, MessageId, ReplyAddress, Timestamp,
};
use serde_json::{Value, json};

use super::{BUSINESS_CONNECTION_ID, BUSINESS_MESSAGE, CHAT_ID, MESSAGE, content};
use crate::json::text;
use crate::notes::{Who, joined};
use crate::receive::{display_name, sent_at};
use crate::{Ignored, WebhookError};

/// What is counted instead of stored.
pub(super) mod ignored {
    /// Said in a group: a private answer would surprise its writer.
    pub(crate) const GROUP: &str = "group";
    /// Written by a bot: two of them would never end.
    pub(crate) const BOT: &str = "bot";
    /// What we sent in the name of a business account.
    pub(crate) const OWN: &str = "own";
    /// What a business account sends by itself: a greeting, or that nobody is there.
    pub(crate) const AUTOMATIC: &str = "automatic";
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
    let update: Value = serde_json::from_slice(body)
        .map_err(|error| WebhookError::Malformed(format!("the body is not JSON: {error}")))?;
    let id = update
        .get("update_id")
        .and_then(Value::as_u64)
        .ok_or_else(|| WebhookError::Malformed("update_id: must be a number".into()))?;
    let read = match (update.get(MESSAGE), update.get(BUSINESS_MESSAGE)) {
        (Some(message), _) => own_chat(message, id, now),
        (_, Some(message)) => business_chat(message, id, now),
        _ => Err(kind(&update)),
    };
    let mut ignored = Ignored::default();
    match read {
        Ok(Event::Message(said) | Event::PersonMessage(said))
            if said.text.len() > MAX_MESSAGE_BYTES =>
        {
            Err(WebhookError::TooLarge)
        }
        Ok(event) => Ok((vec![event], ignored)),
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

/// A message in a chat with the bot itself.
fn own_chat(message: &Value, id: u64, now: Timestamp) -> Result<Event, &'static str> {
    let chat = private_chat(message)?;
    let place = Place {
        name: chat.to_string(),
        reply_address: json!({CHAT_ID: chat}),
    };
    incoming(message, Who::Customer, place, id, now).map(Event::Message)
}

/// A message in a chat of a business account to which the bot is connected. The customer is the
/// chat; who else writes there is the account's owner, a person.
///
/// Sure: `business_connection_id` on each message, `sender_business_bot` on what a bot sent, and
/// `is_from_offline` on what the account sent by itself are in the contract (Bot API 7.2). Less
/// sure: that the owner's own messages come with the customer's chat and the owner as `from`;
/// other programs tell them apart so.
fn business_chat(message: &Value, id: u64, now: Timestamp) -> Result<Event, &'static str> {
    if message.get("sender_business_bot").is_some() {
        return Err(ignored::OWN);
    }
    let chat = private_chat(message)?;
    let connection = text(message, "/business_connection_id").ok_or(ignored::BROKEN)?;
    let from = message.pointer("/from/id").and_then(Value::as_i64);
    let place = Place {
        // One person's chats with the bot and with each account are different conversations:
        // whoever connects the bot would otherwise speak in all of them.
        name: format!("{connection}/{chat}"),
        reply_address: json!({CHAT_ID: chat, BUSINESS_CONNECTION_ID: connection}),
    };
    if from.ok_or(ignored::BROKEN)? == chat {
        return incoming(message, Who::Customer, place, id, now).map(Event::Message);
    }
    if message.get("is_from_offline").and_then(Value::as_bool) == Some(true) {
        return Err(ignored::AUTOMATIC);
    }
    incoming(message, Who::Person, place, id, now).map(Event::PersonMessage)
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

/// Where a message was said.
struct Place {
    name: String,
    reply_address: Value,
}

fn incoming(
    message: &Value,
    who: Who,
    place: Place,
    update_id: u64,
    now: Timestamp,
) -> Result<Incoming, &'static str> {
    let customer = match who {
        Who::Customer => message.get("from"),
        Who::Person => message.get("chat"),
    };
    let part = |pointer| text(customer?, pointer);
    let display = joined([part("/first_name"), part("/last_name")], " ");
    Ok(Incoming {
        case: None,
        // A repeat of a webhook has the same; a message's own number counts anew in each chat.
        id: MessageId::parse(&update_id.to_string()).map_err(|_| ignored::BROKEN)?,
        text: content::words(message, who)?,
        sent_at: sent_at(message.get("date"), now),
        contact: Contact {
            names: vec![ContactName::parse(&place.name).map_err(|_| ignored::BROKEN)?],
            display_name: display_name(&display),
        },
        reply_address: ReplyAddress(place.reply_address),
    })
}
