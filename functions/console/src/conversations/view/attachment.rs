//! What came with a message, as the API shows it.

use schemars::JsonSchema;
use serde::Serialize;

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
}

fn kind(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"enum": [
        "voice", "audio", "image", "video", "document", "sticker", "animated_sticker",
    ]})
}

impl Attachment {
    pub(crate) fn new(attachment: &conversation::Attachment) -> Self {
        Self {
            kind: attachment.kind,
            name: attachment.name.clone(),
            mime_type: attachment.mime_type.clone(),
            size: attachment.size,
            duration_ms: attachment.duration_ms,
        }
    }
}
