//! The marks of a message beside its sender.

use serde_json::Value;

use crate::json::text;

/// Whether somebody of the team wrote the message outside Chatwoot, in the provider's own app: such
/// a message has no sender.
///
/// Certain since releases of 2026-02: <https://github.com/chatwoot/chatwoot/pull/13371> (WhatsApp,
/// Instagram, TikTok) and <https://github.com/chatwoot/chatwoot/pull/13665> (Messenger). Before,
/// nothing tells such a message from what a rule sent. Chatwoot recognises what it sent itself by
/// the provider's id; were it told of its own message before it has that id, it might mark that
/// one, too.
///
/// The fork that serves phones paired without Meta (<https://github.com/fazer-ai/chatwoot>) names
/// the author instead, in `external_sender_name`; where that stands, and that `imported` marks old
/// messages that are only copied, is known from others' code alone.
pub(super) fn is_echo(message: &Value) -> bool {
    let nobody = message.get("sender").is_none_or(Value::is_null);
    let is = |name: &str| {
        let marked = message.pointer(&format!("/content_attributes/{name}"));
        marked.and_then(Value::as_bool) == Some(true)
    };
    let places = [
        "/content_attributes/external_sender_name",
        "/external_sender_name",
    ];
    let mut names = places.iter().filter_map(|place| text(message, place));
    let named = names.any(|name| !name.trim().is_empty());
    nobody && !is("imported") && (is("external_echo") || named)
}

/// Whether people have blocked the contact, whose conversations Chatwoot resolves by itself
/// (<https://github.com/chatwoot/chatwoot/pull/8922>). It is not certain that a webhook tells it:
/// it is not in `app/models/contact.rb` of 2024, and is in a fork's copy of a later one, both in
/// `webhook_data` (the sender) and in `push_event_data` (the conversation's).
pub(super) fn is_blocked(message: &Value) -> bool {
    ["/sender/blocked", "/conversation/meta/sender/blocked"]
        .into_iter()
        .any(|pointer| message.pointer(pointer).and_then(Value::as_bool) == Some(true))
}
