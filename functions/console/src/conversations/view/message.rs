//! A message of the transcript, as the API shows it.

use schemars::JsonSchema;
use serde::Serialize;

use super::At;
use super::attachment::Attachment;

/// A message of the transcript.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Message {
    seq: u64,
    #[schemars(schema_with = "author")]
    author: conversation::Author,
    /// What the author said. A note in words stands for each attachment, with what was heard in it,
    /// before the author's own words.
    text: String,
    /// What came with the message. Left out if there is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment>,
    /// What the message answers or came from, as the assistant reads it before the text: quoted
    /// words, an ad, a product. Left out if there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    about: Option<String>,
    /// Whether the message was a voice message.
    voice: bool,
    /// The provider's id of the message.
    message_id: Option<String>,
    sent_at: At,
    received_at: At,
    #[schemars(schema_with = "left_to_people")]
    left_to_people: Option<conversation::LeftBecause>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Delivery")]
    delivery: Option<Delivery>,
}

fn author(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"enum": ["customer", "assistant", "person", "note"]})
}

fn left_to_people(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"enum": [null, "people_owned", "disabled"]})
}

impl Message {
    pub(crate) fn new(message: &conversation::Message) -> Self {
        let attachments = message.attachments.iter();
        let attachments = attachments.map(|one| Attachment::new(one, message.said_in(one)));
        Self {
            seq: message.seq.0,
            author: message.author,
            text: message.in_words().into_owned(),
            attachments: attachments.collect(),
            about: message.about.as_deref().map(str::to_owned),
            voice: message.voice,
            message_id: message
                .provider_id
                .as_ref()
                .map(|id| id.as_str().to_owned()),
            sent_at: message.sent_at.into(),
            received_at: message.received_at.into(),
            left_to_people: message.left_to_people,
            delivery: message.delivery.as_ref().map(Delivery::new),
        }
    }
}

/// How far a message that was sent has come, where the channel tells.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Delivery {
    Delivered,
    Read,
    Failed { why: String },
}

impl Delivery {
    pub(crate) fn new(delivery: &conversation::Delivery) -> Self {
        match delivery {
            conversation::Delivery::Delivered => Self::Delivered,
            conversation::Delivery::Read => Self::Read,
            conversation::Delivery::Failed { why } => Self::Failed {
                why: why.to_string(),
            },
        }
    }
}
