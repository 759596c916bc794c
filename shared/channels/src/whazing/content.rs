//! The text of a message.

use serde_json::Value;

use super::events::ignored;
use crate::json::text;
use crate::notes::{NOT_SHOWN, Who};

/// Items that are not messages, by the names of the WhatsApp libraries: a call, a deletion, a
/// reaction, a key.
const SILENT: [&str; 9] = [
    "call_log",
    "ciphertext",
    "e2e_notification",
    "gp2",
    "notification_template",
    "protocol",
    "reaction",
    "revoked",
    "system",
];

/// The message's text, or the reason under which it is counted.
///
/// Documented kinds are image, video, audio, document "…". The others are those of the WhatsApp
/// libraries that such systems use. `chat`, seen for plain text, is not listed: for an unknown
/// kind, the text is used.
pub(super) fn words(body: &Value, who: Who) -> Result<String, &'static str> {
    let said = text(body, "/messageBody").filter(|said| !said.trim().is_empty());
    let kind = kind(body);
    let did = match kind.as_str() {
        "image" => "sent an image",
        "video" => "sent a video",
        "audio" => "sent an audio file",
        "ptt" | "voice" => "sent a voice message",
        "sticker" => "sent a sticker",
        "document" | "application" => "sent a document",
        "location" => "sent a location",
        "contact" | "vcard" => "sent a contact",
        _ => match (said, text(body, "/mediaUrl")) {
            (Some(said), _) => return Ok(said.to_owned()),
            (None, Some(url)) if !url.is_empty() => "sent a file",
            (None, _) if matches!(kind.as_str(), "" | "chat" | "text" | "conversation") => {
                return Err(ignored::EMPTY);
            }
            // What the phone's libraries tell besides messages has such kinds too.
            (None, _) if who == Who::Person || SILENT.contains(&kind.as_str()) => {
                return Err(ignored::EMPTY);
            }
            (None, _) => NOT_SHOWN,
        },
    };
    Ok(who.note(did, None, said))
}

/// Whether the message is a voice message. An audio file counts as one: the documentation has no
/// kind of its own for recordings.
pub(super) fn is_voice(body: &Value) -> bool {
    matches!(kind(body).as_str(), "audio" | "ptt" | "voice")
}

/// The kind. It may also be a MIME type: then its first half.
fn kind(body: &Value) -> String {
    let told = text(body, "/mediaType").unwrap_or_default();
    told.split('/').next().unwrap_or_default().to_lowercase()
}
