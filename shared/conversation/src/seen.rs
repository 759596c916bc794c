//! What the assistant was shown of a batch's files.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// What one does with a file that the assistant can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A picture that does not move.
    Picture,
    /// A document, such as a PDF.
    Document,
    /// A text in UTF-8.
    Text,
}

/// What a file is, by its own bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileType {
    /// The kind.
    pub kind: FileKind,
    /// The media type, without parameters.
    pub mime_type: &'static str,
    /// The ending of such files' names, without the dot.
    pub extension: &'static str,
}

/// A file that the assistant is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct ShownFile {
    /// What it is.
    pub file_type: FileType,
    /// The name that its sender gave it: one line.
    pub name: Option<String>,
    /// The bytes. They are kept nowhere.
    pub bytes: Bytes,
}

/// Hides the bytes.
impl std::fmt::Debug for ShownFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShownFile")
            .field("file_type", &self.file_type)
            .field("name", &self.name)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// Why the assistant was not shown a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unseen {
    /// The channel does not have it, or not any more.
    Gone,
    /// It has more bytes than the settings allow.
    TooLarge,
    /// The batch has more files than the settings allow, or more bytes than one request holds.
    TooMany,
    /// It is no kind of file that the settings let the assistant be shown, whatever the channel says.
    NotReadable,
    /// The channel failed or refused.
    Failed,
    /// The assistant refused the question, or could not read all of it, while files were shown with it.
    Refused,
    /// It was not there when the assistant had to be asked.
    NoTime,
    /// A reason that a later version stored.
    #[serde(other)]
    Unknown,
}

impl Unseen {
    /// What follows the note of the file, within it.
    pub(crate) fn in_words(self) -> String {
        let why = match self {
            Self::Gone => "it is not there any more",
            Self::TooLarge => "it is too large",
            Self::TooMany => "there were too many at once",
            Self::NotReadable => "it is no kind of file that can be shown",
            Self::Failed | Self::Unknown => "something failed",
            Self::Refused => "it could not be read together with all that is said here",
            Self::NoTime => "it took too long",
        };
        format!(". It could not be shown: {why}")
    }
}

/// A file that was not shown, and what failed, in a form fit for logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Why.
    pub why: Unseen,
    /// What failed.
    pub error: Option<String>,
}

impl From<Unseen> for Missed {
    fn from(why: Unseen) -> Self {
        Self { why, error: None }
    }
}

/// What the assistant was shown in a turn, for its record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SeenReport {
    /// How many files were shown.
    pub files: usize,
    /// How many bytes they have together.
    pub bytes: u64,
    /// Why others were not, each by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unseen: Vec<Unseen>,
    /// What failed first, in a form fit for logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}
