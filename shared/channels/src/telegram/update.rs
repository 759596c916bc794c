//! The body of a webhook, which is one update of one of many kinds.

use conversation::{
    AttachmentKind, Contact, ContactName, Correction, Event, Incoming, MessageId, ReplyAddress,
    Timestamp,
};
use serde_json::{Map, Value, json};

use super::about::about;
use super::{CHAT_ID, EDITED, MESSAGE, TOPIC, content};
use crate::json::{parse, text};
use crate::notes::joined;
use crate::receive::{display_name, sent_at};
use crate::{Ignored, WebhookError};

/// Reasons under which updates are counted and not stored.
pub(super) mod ignored {
    /// The message was written in a group: a private answer would surprise its writer.
    pub(crate) const GROUP: &str = "group";
    /// A bot wrote the message: two bots would never end.
    pub(crate) const BOT: &str = "bot";
    /// The message was written in a chat of somebody's business account.
    pub(crate) const BUSINESS: &str = "business";
    /// The update or message is of a kind that we do not use.
    pub(crate) const UNKNOWN_KIND: &str = "unknown_kind";
    /// The update does not follow the contract.
    pub(crate) const BROKEN: &str = "broken";
}

/// Updates that are counted by their name. A webhook that we connected brings none of them.
const OTHER_KINDS: [&str; 20] = [
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

/// Reads a body whose token has been verified.
pub(super) fn read(body: &[u8], now: Timestamp) -> Result<(Vec<Event>, Ignored), WebhookError> {
    let update = parse(body)?;
    if !update.get("update_id").is_some_and(Value::is_u64) {
        return Err(WebhookError::Malformed(
            "update_id: must be a number".into(),
        ));
    }
    let [said, edit, business] = [MESSAGE, EDITED, "business_message"].map(|kind| update.get(kind));
    let read = match (said, edit, business) {
        (Some(message), ..) => incoming(message, now).map(Event::Message),
        (_, Some(message), _) => edited(message).map(Event::Corrected),
        (.., Some(_)) => Err(ignored::BUSINESS),
        _ => Err(kind(&update)),
    };
    let mut ignored = Ignored::default();
    match read {
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

/// The id of a message's chat, which is also the customer's id.
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

/// The id of a message. Its number counts anew in each chat with each bot, so the date stands
/// beside it: the contact may write to another bot of the same integration one day. An edit has the
/// date of the message. The letter keeps it apart from the numbers of updates, by which earlier
/// releases knew messages.
fn message_id(message: &Value) -> Result<MessageId, &'static str> {
    let integer = |name| message.get(name).and_then(Value::as_u64);
    let number = integer("message_id").ok_or(ignored::BROKEN)?;
    let date = integer("date").unwrap_or_default();
    MessageId::parse(&format!("m{number}.{date}")).map_err(|_| ignored::BROKEN)
}

fn contact(chat: i64, message: &Value) -> Result<Contact, &'static str> {
    let part = |pointer| text(message, pointer);
    let display = joined([part("/from/first_name"), part("/from/last_name")], " ");
    let name = ContactName::parse(&chat.to_string()).map_err(|_| ignored::BROKEN)?;
    Ok(Contact::new(vec![name], display_name(&display)))
}

/// An edited message. Telegram tells of no deletion, and each move of a live location is an edit
/// without a text.
fn edited(message: &Value) -> Result<Correction, &'static str> {
    if message.get("location").is_some() {
        return Err(EDITED);
    }
    let contact = contact(private_chat(message)?, message)?;
    let id = message_id(message)?;
    let said = content::content(message)?;
    Ok(Correction {
        contact,
        id,
        text: Some(said.text),
        attachments: said.attachments,
    })
}

fn incoming(message: &Value, now: Timestamp) -> Result<Incoming, &'static str> {
    let chat = private_chat(message)?;
    let id = message_id(message)?;
    let said = content::content(message)?;
    Ok(Incoming {
        case: None,
        id,
        voice: said.has(&[AttachmentKind::Voice]),
        text: said.text,
        attachments: said.attachments,
        about: about(message),
        quotes: None,
        button: content::is_start(message),
        sent_at: sent_at(message.get("date"), now),
        contact: contact(chat, message)?,
        reply_address: reply_address(chat, message),
    })
}

/// The reply address: the chat, and the topic in which the message was written, since a bot may
/// have topics in its private chats (`has_topics_enabled` of
/// <https://core.telegram.org/bots/api#user>). Elsewhere a thread is only a row of answers.
fn reply_address(chat: i64, message: &Value) -> ReplyAddress {
    let is_of_topic = message.get("is_topic_message").and_then(Value::as_bool) == Some(true);
    let topic = message.get(TOPIC).filter(|id| is_of_topic && id.is_i64());
    let topic = topic.map(|topic| (TOPIC.to_owned(), topic.clone()));
    let address = [(CHAT_ID.to_owned(), json!(chat))].into_iter().chain(topic);
    ReplyAddress(Value::Object(Map::from_iter(address)))
}
