//! What was heard in a message's recordings.

use serde::{Deserialize, Serialize};

use crate::AttachmentSource;

/// The most characters that are kept of what was said in one recording. A person says some 15 in a
/// second: this is more than 20 minutes.
pub const MAX_HEARD_CHARS: usize = 20_000;

/// What became of one recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// Where the recording is, by which its attachment is found.
    pub source: AttachmentSource,
    /// How long it is, in seconds, rounded up; none if it was not fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// What was said in it, or why that is not known.
    pub said: Said,
}

/// What was said in a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// These words.
    Words(String),
    /// Nothing.
    Nothing,
    /// Nobody knows.
    Unheard(Unheard),
}

/// Why a recording was not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unheard {
    /// The channel does not have it any more.
    Gone,
    /// It has more bytes than the settings allow.
    TooLarge,
    /// It plays longer than the settings allow.
    TooLong,
    /// The seconds of the day are spent, or could not be counted.
    OverDayCap,
    /// The batch has more attachments than the settings allow.
    TooMany,
    /// It is no kind of file that can be heard, whatever the channel says.
    NotAudio,
    /// The channel, or who should have heard it, failed or refused.
    Failed,
    /// It was not ready when the answer was due.
    NoTime,
}

impl Unheard {
    /// The reason in the words of a note.
    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Gone => "it is not there any more",
            Self::TooLarge => "it is too large",
            Self::TooLong => "it is too long",
            Self::OverDayCap => "no more recordings are heard today",
            Self::TooMany => "there were too many at once",
            Self::NotAudio => "it is not a sound file",
            Self::Failed => "something failed",
            Self::NoTime => "it took too long",
        }
    }
}

impl Said {
    /// What follows the note of the recording, within it and after it.
    pub(crate) fn in_words(&self) -> (String, Option<&str>) {
        match self {
            Self::Words(words) => (". What is said in it:".to_owned(), Some(words)),
            Self::Nothing => (". Nothing is said in it".to_owned(), None),
            Self::Unheard(why) => (format!(". It could not be heard: {}", why.in_words()), None),
        }
    }
}

/// What a turn heard, for its record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HeardReport {
    /// How many recordings were heard.
    pub recordings: usize,
    /// How many seconds they play.
    pub seconds: u64,
    /// Why others were not, each by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unheard: Vec<Unheard>,
}
