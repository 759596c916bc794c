//! The text of a message.

use serde_json::Value;

use crate::json::{list, text};
use crate::notes::{NOT_SHOWN, Who, place};

/// A note for each attachment, and on the next line the text; and a note for what Chatwoot could
/// not show either (it is not certain where that stands: `app/models/message.rb`). Empty if there
/// is nothing.
pub(super) fn words(message: &Value, who: Who) -> String {
    let attachments = list(message, "/attachments").unwrap_or_default();
    let notes = attachments.iter().map(|one| attachment(one, who));
    let said = text(message, "/content").filter(|said| !said.trim().is_empty());
    let mut lines: Vec<String> = notes.chain(said.map(str::to_owned)).collect();
    let unsupported = message.pointer("/content_attributes/is_unsupported");
    if lines.is_empty() && unsupported == Some(&Value::Bool(true)) {
        lines.push(who.note(NOT_SHOWN, None, None));
    }
    lines.join("\n")
}

/// Whether the message is a voice message. An audio file counts as one: nothing in a webhook tells
/// a recording from it.
pub(super) fn is_voice(message: &Value) -> bool {
    let mut attachments = list(message, "/attachments").unwrap_or_default().iter();
    attachments.any(|one| text(one, "/file_type") == Some("audio"))
}

/// The kinds of attachments. Where a place and a contact's number stand is not certain:
/// `app/models/attachment.rb`.
fn attachment(attachment: &Value, who: Who) -> String {
    let title = text(attachment, "/fallback_title");
    let (did, what) = match text(attachment, "/file_type") {
        Some("image") => ("sent an image", None),
        Some("audio") => ("sent an audio file", None),
        Some("video") => ("sent a video", None),
        Some("file") => ("sent a document", None),
        Some("location") => {
            let coordinates = ["/coordinates_lat", "/coordinates_long"];
            (
                "sent a location",
                place(attachment, title, None, coordinates),
            )
        }
        Some("contact") => ("sent a contact", title.map(str::to_owned)),
        _ => ("sent an attachment", title.map(str::to_owned)),
    };
    who.note(did, what, None)
}
