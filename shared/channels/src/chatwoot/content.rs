//! What a message says.

use conversation::{Attachment, AttachmentKind};
use serde_json::Value;

use crate::content::{Content, url_source};
use crate::json::{integer, list, text};
use crate::notes::{NOT_SHOWN, Who, coordinates, place};

/// The field of a source with the file's URL, which needs no token.
pub(super) const DATA_URL: &str = "data_url";

/// The attachments that are files; a note for each other one, and on the next line the text; and a
/// note for what Chatwoot could not show either (it is not certain where that stands:
/// `app/models/message.rb`). Empty if there is nothing. What Chatwoot itself understood of a
/// recording (`transcribed_text`) comes later than the message, and is not used.
pub(super) fn content(message: &Value, who: Who) -> Content {
    let told = list(message, "/attachments").unwrap_or_default();
    let attachments: Vec<Attachment> = told.iter().filter_map(file).collect();
    let others = told.iter().filter(|one| file_kind(one).is_none());
    let notes = others.map(|one| note(one, who));
    let said = text(message, "/content").filter(|said| !said.trim().is_empty());
    let mut lines: Vec<String> = notes.chain(said.map(str::to_owned)).collect();
    let unsupported = message.pointer("/content_attributes/is_unsupported");
    if told.is_empty() && lines.is_empty() && unsupported == Some(&Value::Bool(true)) {
        lines.push(who.note(NOT_SHOWN, None, None));
    }
    Content {
        text: lines.join("\n"),
        attachments,
    }
}

/// An attachment that is a file; none if it is something else.
fn file(attachment: &Value) -> Option<Attachment> {
    Some(Attachment {
        source: url_source(DATA_URL, text(attachment, "/data_url")),
        size: attachment.get("file_size").and_then(integer),
        ..Attachment::of(file_kind(attachment)?)
    })
}

fn file_kind(attachment: &Value) -> Option<AttachmentKind> {
    match text(attachment, "/file_type")? {
        "image" => Some(AttachmentKind::Image),
        "audio" => Some(AttachmentKind::Audio),
        "video" => Some(AttachmentKind::Video),
        "file" => Some(AttachmentKind::Document),
        _ => None,
    }
}

/// The note for an attachment that is no file. Where a place and a contact's number stand is not
/// certain: `app/models/attachment.rb`.
fn note(attachment: &Value, who: Who) -> String {
    let title = text(attachment, "/fallback_title");
    let (did, what) = match text(attachment, "/file_type") {
        Some("location") => (
            "sent a location",
            place(title, None, known_coordinates(attachment).as_deref()),
        ),
        Some("contact") => ("sent a contact", title.map(str::to_owned)),
        _ => ("sent an attachment", title.map(str::to_owned)),
    };
    who.note(did, what, None)
}

/// The coordinates of a place. Where none are known, both are 0.
fn known_coordinates(place: &Value) -> Option<String> {
    let pointers = ["/coordinates_lat", "/coordinates_long"];
    let is_zero = |pointer: &str| place.pointer(pointer).and_then(Value::as_f64) == Some(0.0);
    coordinates(place, pointers).filter(|_| !pointers.into_iter().all(is_zero))
}
