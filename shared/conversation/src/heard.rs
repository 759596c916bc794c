//! What was heard in a message's recordings.

use serde::{Deserialize, Serialize};

use crate::{Fingerprint, stored_bytes};

/// The most bytes that are kept, as JSON, of what was said in all recordings of one message. A person
/// says some 15 characters in a second: these are more than 20 minutes. An item of the table holds
/// them beside the longest text and the attachments.
pub const MAX_HEARD_BYTES: usize = 24 * 1024;

/// What became of one recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// The recording, by where it is.
    pub of: Fingerprint,
    /// How many seconds of it were paid for, or may have been; none if nobody was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// The model that was asked; none if nobody was, or an earlier release stored it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What was said in it, or why that is not known.
    pub said: Said,
    /// What failed, in a form fit for logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Heard {
    /// A recording that was not heard.
    pub const fn not(of: Fingerprint, why: Unheard) -> Self {
        Self {
            of,
            seconds: None,
            model: None,
            said: Said::Unheard(why),
            error: None,
        }
    }
}

/// Cuts the words of a message's recordings to what is kept of them, from the last one on.
pub(crate) fn bounded(mut heard: Vec<Heard>) -> Vec<Heard> {
    let mut room = MAX_HEARD_BYTES;
    for one in &mut heard {
        let Said::Words(words) = &mut one.said else {
            continue;
        };
        while stored_bytes(words) > room {
            let kept = words.chars().count() * room / stored_bytes(words);
            *words = words.chars().take(kept).collect();
        }
        room -= stored_bytes(words);
    }
    heard
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
    /// It is a video, whose sound is not to be heard.
    Video,
    /// It has more bytes than the settings allow.
    TooLarge,
    /// It plays longer than the settings allow.
    TooLong,
    /// The seconds of the day are spent.
    OverDayCap,
    /// The batch has more recordings than the settings allow.
    TooMany,
    /// It is no kind of file that can be heard, whatever the channel says.
    NotAudio,
    /// The channel, or who should have heard it, failed or refused.
    Failed,
    /// It was not ready when the answer was due.
    NoTime,
    /// A reason that a later version stored.
    #[serde(other)]
    Unknown,
}

impl Unheard {
    /// The reason in the words of a note.
    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Gone => "it is not there any more",
            Self::Video => "the sound of videos is not heard here",
            Self::TooLarge => "it is too large",
            Self::TooLong => "it is too long",
            Self::OverDayCap => "no more recordings are heard today",
            Self::TooMany => "there were too many at once",
            Self::NotAudio => "it is no file that can be heard",
            Self::Failed | Self::Unknown => "something failed",
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
    /// How many seconds of recordings were paid for, or may have been.
    pub seconds: u64,
    /// The model that was asked first; none if nothing was paid for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Why others were not, each by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unheard: Vec<Unheard>,
    /// What failed first, in a form fit for logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}
