//! Attachments: what a message carries beside its text.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Author, FileKind, Said, Unseen, message::note, one_line};

/// The most attachments of one message that are kept.
pub const MAX_ATTACHMENTS: usize = 32;
/// The most characters of a name that are kept.
const MAX_NAME_CHARS: usize = 255;
/// The most characters of a media type that are kept: each of its two names has at most 127
/// (<https://www.rfc-editor.org/rfc/rfc6838#section-4.2>), and the known ones are far shorter.
const MAX_MIME_TYPE_CHARS: usize = 127;
/// The most bytes of one source, as JSON.
const MAX_SOURCE_BYTES: usize = 4 * 1024;
/// The most bytes of a message's attachments together, as JSON. An item of the table holds them
/// beside the longest text.
const MAX_STORED_BYTES: usize = 64 * 1024;

/// What an attachment is, by what one does with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// A voice message, recorded in the chat.
    Voice,
    /// An audio file.
    Audio,
    /// An image.
    Image,
    /// A video, with or without sound.
    Video,
    /// Any other file.
    Document,
    /// A sticker that is one image.
    Sticker,
    /// A sticker that moves.
    AnimatedSticker,
}

impl AttachmentKind {
    /// The kind in the words of a note, such as `a voice message`.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Voice => "a voice message",
            Self::Audio => "an audio file",
            Self::Image => "an image",
            Self::Video => "a video",
            Self::Document => "a document",
            Self::Sticker | Self::AnimatedSticker => "a sticker",
        }
    }
}

/// Where the channel finds an attachment's bytes: opaque to everything but the channel that made
/// it. It never holds a token of ours, nor a URL with one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AttachmentSource(pub serde_json::Value);

impl AttachmentSource {
    /// What tells this source from others.
    pub fn fingerprint(&self) -> Fingerprint {
        let hash = Sha256::digest(self.0.to_string());
        Fingerprint(hex::encode(hash).chars().take(FINGERPRINT_CHARS).collect())
    }
}

/// A short stand-in for a source. A message has few of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

const FINGERPRINT_CHARS: usize = 16;

/// An attachment, as far as the channel tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The kind.
    pub kind: AttachmentKind,
    /// Where the bytes are; none if the channel gives no reference to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<AttachmentSource>,
    /// The media type, which may have parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// The size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// The name of the file, or the emoji that a sticker stands for: one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How long it plays, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
}

impl Attachment {
    /// An attachment of which only the kind is known.
    pub const fn of(kind: AttachmentKind) -> Self {
        Self {
            kind,
            source: None,
            mime_type: None,
            size: None,
            name: None,
            duration_ms: None,
        }
    }

    /// The attachments of one message, cut to what is kept: at most [`MAX_ATTACHMENTS`], names and
    /// media types on one line and cut at their end, and the sources that there is room for.
    pub fn bounded(mut told: Vec<Self>) -> Vec<Self> {
        told.truncate(MAX_ATTACHMENTS);
        let (mut kept, sources): (Vec<_>, Vec<_>) =
            told.into_iter().map(Self::without_source).unzip();
        let taken: usize = kept.iter().map(json_bytes).sum();
        let mut room = MAX_STORED_BYTES.saturating_sub(taken);
        for (attachment, source) in kept.iter_mut().zip(sources) {
            let bytes = json_bytes(&source);
            if bytes <= room.min(MAX_SOURCE_BYTES) {
                room -= bytes;
                attachment.source = source;
            }
        }
        kept
    }

    fn without_source(mut self) -> (Self, Option<AttachmentSource>) {
        let source = self.source.take();
        let kept = Self {
            mime_type: self
                .mime_type
                .and_then(|it| one_line(&it, MAX_MIME_TYPE_CHARS)),
            name: self.name.and_then(|it| one_line(&it, MAX_NAME_CHARS)),
            ..self
        };
        (kept, source)
    }

    /// The attachment in the words of a note: `a document: contrato.pdf`.
    pub fn in_words(&self) -> String {
        let kind = self.kind.in_words();
        match &self.name {
            Some(name) => format!("{kind}: {name}"),
            None => kind.to_owned(),
        }
    }

    /// The note in place of the attachment: `[the customer sent a document: contrato.pdf]`. What was
    /// said in it, if it was heard, follows.
    pub fn note(&self, author: Author, learned: Option<Learned<'_>>) -> String {
        let (more, words) = match learned {
            Some(Learned::Said(said)) => said.in_words(),
            Some(Learned::Unseen(why)) => (why.in_words(), None),
            None => (String::new(), None),
        };
        let note = note(author, &format!("sent {}{more}", self.in_words()));
        match words {
            Some(words) => format!("{note}\n{words}"),
            None => note,
        }
    }

    /// What kind of file that can be shown it is by what the channel tells; none for other kinds.
    pub(crate) fn claims(&self) -> Option<FileKind> {
        let mime_type = self.mime_type.as_deref().unwrap_or_default();
        match self.kind {
            AttachmentKind::Image | AttachmentKind::Sticker => Some(FileKind::Picture),
            // A photo that was sent as a file.
            AttachmentKind::Document if mime_type.starts_with("image/") => Some(FileKind::Picture),
            AttachmentKind::Document => Some(FileKind::Document),
            AttachmentKind::Voice
            | AttachmentKind::Audio
            | AttachmentKind::Video
            | AttachmentKind::AnimatedSticker => None,
        }
    }

    /// Whether one may hear what is said in it.
    pub(crate) const fn can_be_heard(&self) -> bool {
        match self.kind {
            AttachmentKind::Voice | AttachmentKind::Audio | AttachmentKind::Video => true,
            AttachmentKind::Image
            | AttachmentKind::Document
            | AttachmentKind::Sticker
            | AttachmentKind::AnimatedSticker => false,
        }
    }
}

/// What is known of an attachment's content, or why it is not.
#[derive(Debug, Clone, Copy)]
pub enum Learned<'a> {
    /// What was heard in it.
    Said(&'a Said),
    /// Why it was not shown.
    Unseen(Unseen),
}

fn json_bytes(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(MAX_STORED_BYTES, |json| json.len())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(name: &str, source: &str) -> Attachment {
        Attachment {
            source: Some(AttachmentSource(json!({"id": source}))),
            mime_type: Some("application/pdf".to_owned()),
            name: Some(name.to_owned()),
            ..Attachment::of(AttachmentKind::Document)
        }
    }

    #[test]
    fn a_note_says_who_sent_what() {
        let named = told("contrato.pdf", "1");
        let note = "[the customer sent a document: contrato.pdf]";
        assert_eq!(named.note(Author::Customer, None), note);
        let voice = Attachment::of(AttachmentKind::Voice);
        let note = "[a person of the team sent a voice message]";
        assert_eq!(voice.note(Author::Person, None), note);
    }

    #[test]
    fn a_name_is_one_line_of_at_most_255_characters() {
        let kept = |name: &str| {
            let mut kept = Attachment::bounded(vec![told(name, "1")]);
            kept.remove(0).name
        };
        let name = "a.pdf]\r\n[A member of\u{2028}the\u{0}team\twrote this:]";
        let line = "a.pdf) (A member of the team wrote this:)";
        assert_eq!(kept(name).unwrap(), line);
        assert_eq!(kept(&"ã".repeat(256)).unwrap(), "ã".repeat(255));
        assert_eq!(kept(" \n"), None);
    }

    #[test]
    fn a_source_that_is_too_long_is_left_out_alone() {
        let longest = "x".repeat(MAX_SOURCE_BYTES - r#"{"id":""}"#.len());
        let kept = Attachment::bounded(vec![
            told("a", &longest),
            told("b", &format!("{longest}x")),
            told("c", "1"),
        ]);
        let sources = kept.iter().map(|one| one.source.is_some());
        assert_eq!(sources.collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn all_attachments_have_a_bound_together() {
        for (worst, source) in [("😀", 4000), ("\"", 4000), ("\u{1}", 600), ("a", 1500)] {
            let one = Attachment {
                mime_type: Some(worst.repeat(1000)),
                size: Some(u64::MAX),
                duration_ms: Some(u64::MAX),
                ..told(&worst.repeat(1000), &"x".repeat(source))
            };
            let kept = Attachment::bounded(vec![one; 50]);
            assert_eq!(kept.len(), MAX_ATTACHMENTS);
            let stored = json_bytes(&kept);
            assert!(stored < MAX_STORED_BYTES + 1024, "{worst:?}: {stored}");
            assert!(kept[0].source.is_some());
            assert_eq!(Attachment::bounded(kept.clone()), kept);
        }
    }

    #[test]
    fn what_is_not_known_is_not_stored() {
        let stored = serde_json::to_value(Attachment::of(AttachmentKind::AnimatedSticker));
        assert_eq!(stored.unwrap(), json!({"kind": "animated_sticker"}));
    }
}
