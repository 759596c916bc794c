//! What speaks for the assistant, and what that may cost.

use std::time::Duration;

use bytes::Bytes;

use super::{Failure, PortError};
use crate::{IntegrationId, Timestamp};

/// How a part sounds.
#[derive(Clone, PartialEq, Eq)]
pub struct Audio {
    /// The file.
    pub bytes: Bytes,
    /// What it is, such as `audio/ogg; codecs=opus`.
    pub mime_type: &'static str,
    /// A name with the ending that fits, such as `0.ogg`.
    pub file_name: String,
    /// Whether messengers show it as a voice note; plain audio otherwise.
    pub is_voice_note: bool,
    /// Where whoever has this URL can fetch it, for some time.
    pub link: String,
}

/// Without the audio and the link, by which it could be heard.
impl std::fmt::Debug for Audio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Audio")
            .field("bytes", &self.bytes.len())
            .field("mime_type", &self.mime_type)
            .finish_non_exhaustive()
    }
}

/// An answer for the ear. Not to be shown: it holds what a contact is told.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Script {
    /// What is spoken, each a voice note of its own; empty when nothing can be spoken.
    pub spoken: Vec<String>,
    /// What the contact has to copy, and gets as text besides.
    pub to_copy: Vec<String>,
}

/// A part to be spoken.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// The turn's id.
    pub turn_id: &'a str,
    /// Which part of its reply. What was spoken of it before is found by both.
    pub index: usize,
    /// The text.
    pub text: &'a str,
    /// The part that is heard before it.
    pub before: Option<&'a str>,
    /// The part that is heard after it.
    pub after: Option<&'a str>,
}

/// What was spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synthesis {
    /// The audio.
    pub audio: Audio,
    /// What it cost, in characters of the account's quota, also where an earlier attempt paid; none
    /// when nobody says.
    pub character_cost: Option<u64>,
}

/// Why there is no audio.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VoiceError {
    /// It was not spoken, as far as we heard.
    #[error("{failure}")]
    Failed {
        /// Why.
        failure: Failure,
        /// Whether it may have been spoken, and paid for, all the same.
        paid_for: bool,
    },
    /// It may have been spoken, and can neither be kept nor found.
    #[error("the audio is not kept: {detail}")]
    Storage {
        /// What happened, as in a [`Failure`].
        detail: String,
        /// What speaking cost, in characters of the account's quota, as far as somebody said.
        character_cost: Option<u64>,
    },
}

impl From<Failure> for VoiceError {
    /// Where it may pass, nobody can be sure that it was not spoken.
    fn from(failure: Failure) -> Self {
        Self::Failed {
            paid_for: !failure.is_permanent(),
            failure,
        }
    }
}

/// The voice of one integration.
pub trait Voice {
    /// What of an answer in Markdown is spoken, and what stands beside it as text; or why nothing can
    /// speak.
    fn script(&self, markdown: &str) -> Result<Script, Failure>;

    /// Speaks a part and keeps it, or finds what was kept of it before; fails for now after
    /// `time_limit`.
    async fn speak(&self, line: Line<'_>, time_limit: Duration) -> Result<Synthesis, VoiceError>;
}

/// How many characters an integration has spoken in a day.
pub trait VoiceBudget {
    /// Counts `characters` on the day (UTC) of `at`, unless there would be more than `daily` of
    /// them: then false.
    async fn take(
        &self,
        integration: &IntegrationId,
        characters: u64,
        at: Timestamp,
        daily: u64,
    ) -> Result<bool, PortError>;

    /// Takes back what was counted on that day and was not spoken.
    async fn give_back(
        &self,
        integration: &IntegrationId,
        characters: u64,
        at: Timestamp,
    ) -> Result<(), PortError>;
}
