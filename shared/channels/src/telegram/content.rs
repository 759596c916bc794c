//! What a message says.

use serde_json::Value;

use super::media::attachment;
use super::update::ignored;
use crate::content::Content;
use crate::json::{scalar, text};
use crate::notes::{NOT_SHOWN, Who, coordinates, joined, place};
use crate::rich;

/// The kinds of content beside text. If a kind comes with another for the sake of old programs (a
/// venue is also a location, an animation also a document), it stands before the other.
const KINDS: [&str; 16] = [
    "photo",
    "video",
    "video_note",
    "animation",
    "voice",
    "audio",
    "document",
    "sticker",
    "venue",
    "location",
    "contact",
    "poll",
    "dice",
    "checklist",
    "story",
    "paid_media",
];

/// Service messages, which nobody wrote: <https://core.telegram.org/bots/api#message>.
const EVENTS: [&str; 22] = [
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "connected_website",
    "write_access_allowed",
    "passport_data",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "successful_payment",
    "refunded_payment",
];
/// The beginnings of the names of other service messages.
const EVENT_FAMILIES: [&str; 7] = [
    "forum_topic_",
    "general_forum_topic_",
    "giveaway_",
    "video_chat_",
    "suggested_post_",
    "paid_message_price_",
    "direct_message_price_",
];

/// Fields that stand beside every kind of message: what others said, or what a chat is.
const BESIDE: [&str; 6] = [
    "chat",
    "external_reply",
    "forward_from_chat",
    "quote",
    "reply_to_message",
    "sender_chat",
];

/// What the message says; or, for a service message, the reason under which it is counted. An unknown
/// kind counts as a message of the customer.
pub(super) fn content(message: &Value) -> Result<Content, &'static str> {
    match kind(message).and_then(|kind| attachment(kind, message)) {
        Some(attachment) => Ok(Content::media(attachment, text(message, "/caption"))),
        None => words(message).map(Content::words),
    }
}

fn words(message: &Value) -> Result<String, &'static str> {
    if let Some(text) = message.get("text") {
        let text = text.as_str().ok_or(ignored::BROKEN)?;
        if text.trim().is_empty() {
            return Err("empty");
        }
        return Ok(start(text).unwrap_or_else(|| text.to_owned()));
    }
    if let Some(words) = rich_words(message) {
        return Ok(words);
    }
    let Some(kind) = kind(message) else {
        return match happened(message) {
            true => Err(ignored::UNKNOWN_KIND),
            false => Ok(Who::Customer.note(NOT_SHOWN, None, unknown(message).as_deref())),
        };
    };
    let (sent, what) = described(kind, message);
    let did = format!("sent {sent}");
    Ok(Who::Customer.note(&did, what, text(message, "/caption")))
}

/// The description of a message without text; none for an unknown kind.
pub(super) fn in_words(message: &Value) -> Option<String> {
    let kind = kind(message)?;
    if let Some(attachment) = attachment(kind, message) {
        return Some(attachment.in_words());
    }
    let (sent, what) = described(kind, message);
    Some(joined([Some(sent), what.as_deref()], ": "))
}

fn described(kind: &str, message: &Value) -> (&'static str, Option<String>) {
    match kind {
        "venue" => ("a location", venue(message)),
        "location" => ("a location", location(message)),
        "contact" => ("a contact", contact(message)),
        "poll" => ("a poll", owned(message, "/poll/question")),
        "dice" => ("a dice", dice(message)),
        "checklist" => ("a checklist", owned(message, "/checklist/title")),
        "story" => ("a story", None),
        _ => ("media that must be paid for", None),
    }
}

/// The text of a message with headings, lists and tables, which comes in place of `text`.
pub(super) fn rich_words(message: &Value) -> Option<String> {
    rich::words(message.get("rich_message")?, Who::Customer)
}

/// The text within an unknown kind.
fn unknown(message: &Value) -> Option<String> {
    let fields = message.as_object()?.iter();
    let fields = fields.filter(|(name, _)| !BESIDE.contains(&name.as_str()));
    let within: Vec<String> = fields
        .filter_map(|(_, field)| rich::words(field, Who::Customer))
        .collect();
    let parts = within.iter().map(|words| Some(words.as_str()));
    let words = joined(parts.chain([text(message, "/caption")]), "\n");
    (!words.is_empty()).then_some(words)
}

fn kind(message: &Value) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| message.get(kind).is_some())
}

fn happened(message: &Value) -> bool {
    let mut fields = message
        .as_object()
        .into_iter()
        .flat_map(|fields| fields.keys());
    fields.any(|name| {
        let mut families = EVENT_FAMILIES.iter();
        EVENTS.contains(&name.as_str()) || families.any(|family| name.starts_with(family))
    })
}

/// Whether the message is of the button with which every chat with a bot begins. A button of a keyboard
/// sends its words as if the customer had typed them.
pub(super) fn is_start(message: &Value) -> bool {
    text(message, "/text").and_then(start).is_some()
}

/// The command of the button with which every chat with a bot begins. Nobody typed it; it carries
/// the text after `?start=` from the link that led there. As a note, it is greeted and not puzzled
/// over. Source: <https://core.telegram.org/bots/features#deep-linking>.
fn start(text: &str) -> Option<String> {
    let parameter = text.strip_prefix("/start")?;
    let alone = parameter.is_empty() || parameter.starts_with(char::is_whitespace);
    let parameter = parameter.trim();
    let what = (!parameter.is_empty()).then(|| parameter.to_owned());
    alone.then(|| Who::Customer.note("pressed Start", what, None))
}

fn owned(message: &Value, pointer: &str) -> Option<String> {
    text(message, pointer).map(str::to_owned)
}

fn venue(message: &Value) -> Option<String> {
    let pointers = ["/venue/location/latitude", "/venue/location/longitude"];
    place(
        text(message, "/venue/title"),
        text(message, "/venue/address"),
        coordinates(message, pointers).as_deref(),
    )
}

fn location(message: &Value) -> Option<String> {
    coordinates(message, ["/location/latitude", "/location/longitude"])
}

fn contact(message: &Value) -> Option<String> {
    let part = |pointer| text(message, pointer);
    let name = joined(
        [part("/contact/first_name"), part("/contact/last_name")],
        " ",
    );
    let card = joined([Some(name.as_str()), part("/contact/phone_number")], ", ");
    (!card.is_empty()).then_some(card)
}

fn dice(message: &Value) -> Option<String> {
    let value = message.pointer("/dice/value").and_then(scalar);
    let thrown = joined([text(message, "/dice/emoji"), value.as_deref()], " ");
    (!thrown.is_empty()).then_some(thrown)
}
