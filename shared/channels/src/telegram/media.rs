//! A message's media: <https://core.telegram.org/bots/api#message>.

use conversation::{Attachment, AttachmentKind};
use serde_json::Value;

use crate::content::source;
use crate::json::{integer, text};

/// The field of a source with the file's id, by which `getFile` tells its path. The URL made of
/// that holds the bot's token, so it is never stored.
pub(super) const FILE_ID: &str = "file_id";

/// The attachment in a field of a message; none if the field holds no file.
pub(super) fn attachment(field: &str, message: &Value) -> Option<Attachment> {
    let told = message.get(field)?;
    let file = told.as_array().map_or(told, |sizes| largest(sizes));
    let is = |field: &str| file.get(field).and_then(Value::as_bool) == Some(true);
    let (kind, name) = match field {
        "voice" => (AttachmentKind::Voice, None),
        "audio" => (AttachmentKind::Audio, text(file, "/file_name")),
        "photo" => (AttachmentKind::Image, None),
        // An animation is a video without sound, and a video note one that plays in a circle.
        "video" | "video_note" | "animation" => (AttachmentKind::Video, None),
        "document" => (AttachmentKind::Document, text(file, "/file_name")),
        "sticker" if is("is_animated") || is("is_video") => {
            (AttachmentKind::AnimatedSticker, text(file, "/emoji"))
        }
        "sticker" => (AttachmentKind::Sticker, text(file, "/emoji")),
        _ => return None,
    };
    let seconds = file.get("duration").and_then(integer);
    Some(Attachment {
        kind,
        source: source(FILE_ID, text(file, "/file_id")),
        mime_type: text(file, "/mime_type").map(str::to_owned),
        size: file.get("file_size").and_then(integer),
        name: name.map(str::to_owned),
        duration_ms: seconds.map(|seconds| seconds.saturating_mul(1000)),
    })
}

/// The largest of a photo's sizes.
fn largest(sizes: &[Value]) -> &Value {
    let pixels = |size: &&Value| {
        let side = |name| size.get(name).and_then(integer).unwrap_or_default();
        side("width").saturating_mul(side("height"))
    };
    sizes.iter().max_by_key(pixels).unwrap_or(&Value::Null)
}
