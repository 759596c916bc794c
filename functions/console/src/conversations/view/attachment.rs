//! What came with a message, as the API shows it.

use conversation::Said;
use schemars::JsonSchema;
use serde::Serialize;

use super::heard::Heard;

/// What came with a message, as far as the channel told. The bytes are not here.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Attachment {
    #[schemars(schema_with = "kind")]
    kind: conversation::AttachmentKind,
    /// The name of the file, or the emoji that a sticker stands for.
    name: Option<String>,
    mime_type: Option<String>,
    /// In bytes.
    size: Option<u64>,
    /// How long it plays.
    duration_ms: Option<u64>,
    /// What was heard in it. Null if nobody has tried.
    heard: Option<Heard>,
}

fn kind(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"enum": [
        "voice", "audio", "image", "video", "document", "sticker", "animated_sticker",
    ]})
}

impl Attachment {
    pub(crate) fn new(attachment: &conversation::Attachment, said: Option<&Said>) -> Self {
        Self {
            kind: attachment.kind,
            name: attachment.name.clone(),
            mime_type: attachment.mime_type.clone(),
            size: attachment.size,
            duration_ms: attachment.duration_ms,
            heard: said.map(Heard::new),
        }
    }
}
