//! A message's media. Fields:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/>.

use conversation::{Attachment, AttachmentKind};
use serde_json::Value;

use crate::content::{Content, source};
use crate::json::text;

/// The field of a source with the media's id, by which the Graph API tells a URL that lives for
/// minutes.
pub(super) const MEDIA_ID: &str = "media_id";

/// The media of that kind with its caption; none if the kind is no media. No webhook tells a size
/// or a duration.
pub(super) fn media(kind: &str, message: &Value) -> Option<Content> {
    let file = message.get(kind).unwrap_or(&Value::Null);
    let is = |field: &str| file.get(field).and_then(Value::as_bool) == Some(true);
    let kind = match kind {
        "audio" if is("voice") => AttachmentKind::Voice,
        "audio" => AttachmentKind::Audio,
        "image" => AttachmentKind::Image,
        "video" => AttachmentKind::Video,
        "document" => AttachmentKind::Document,
        "sticker" if is("animated") => AttachmentKind::AnimatedSticker,
        "sticker" => AttachmentKind::Sticker,
        _ => return None,
    };
    let attachment = Attachment {
        source: source(MEDIA_ID, text(file, "/id")),
        mime_type: text(file, "/mime_type").map(str::to_owned),
        name: text(file, "/filename").map(str::to_owned),
        ..Attachment::of(kind)
    };
    Some(Content::media(attachment, text(file, "/caption")))
}
