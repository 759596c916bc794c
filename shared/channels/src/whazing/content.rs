//! What a message says.

use conversation::{Attachment, AttachmentKind};
use serde_json::Value;

use super::events::ignored;
use crate::content::{Content, url_source};
use crate::json::text;
use crate::notes::{NOT_SHOWN, Who};

/// The field of a source with the file's URL at the operator's Whazing.
pub(super) const MEDIA_URL: &str = "media_url";

/// The kinds of plain text.
const PLAIN: [&str; 4] = ["", "chat", "text", "conversation"];

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

/// What the message says, or the reason under which it is counted.
///
/// Documented kinds are image, video, audio, document "…". The others are those of the WhatsApp
/// libraries that such systems use. `chat`, seen for plain text, is not listed: for an unknown kind
/// without a file, the text is used. The file itself (`mediaBase64`) is not read.
pub(super) fn content(body: &Value, who: Who) -> Result<Content, &'static str> {
    let said = text(body, "/messageBody").filter(|said| !said.trim().is_empty());
    let kind = kind(body);
    if let Some(file) = file_kind(&kind, body, said.is_some()) {
        return Ok(Content::media(attachment(file, body), said));
    }
    let did = match (kind.as_str(), said) {
        ("location", _) => "sent a location",
        ("contact" | "vcard", _) => "sent a contact",
        (_, Some(said)) => return Ok(Content::words(said.to_owned())),
        (kind, None) if PLAIN.contains(&kind) => return Err(ignored::EMPTY),
        // What the phone's libraries tell besides messages has such kinds too.
        (kind, None) if who == Who::Person || SILENT.contains(&kind) => {
            return Err(ignored::EMPTY);
        }
        (_, None) => NOT_SHOWN,
    };
    Ok(Content::words(who.note(did, None, said)))
}

/// What kind of file a message has; none if it has none. A file of an unknown kind is a document.
fn file_kind(kind: &str, body: &Value, has_words: bool) -> Option<AttachmentKind> {
    Some(match kind {
        "image" => AttachmentKind::Image,
        "video" => AttachmentKind::Video,
        "audio" => AttachmentKind::Audio,
        "ptt" | "voice" => AttachmentKind::Voice,
        "sticker" => AttachmentKind::Sticker,
        "document" | "application" => AttachmentKind::Document,
        "location" | "contact" | "vcard" => return None,
        kind if has_words && PLAIN.contains(&kind) => return None,
        _ if text(body, "/mediaUrl").is_none_or(str::is_empty) => return None,
        _ => AttachmentKind::Document,
    })
}

fn attachment(kind: AttachmentKind, body: &Value) -> Attachment {
    let told = text(body, "/mediaType").filter(|told| told.contains('/'));
    Attachment {
        source: url_source(MEDIA_URL, text(body, "/mediaUrl")),
        mime_type: told.map(str::to_owned),
        ..Attachment::of(kind)
    }
}

/// The kind. It may also be a MIME type: then its first half.
fn kind(body: &Value) -> String {
    let told = text(body, "/mediaType").unwrap_or_default();
    told.split('/').next().unwrap_or_default().to_lowercase()
}
