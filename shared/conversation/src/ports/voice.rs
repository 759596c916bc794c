//! The port of speech.

use std::time::Duration;

use bytes::Bytes;

use super::Failure;

/// The audio of a part.
#[derive(Clone, PartialEq, Eq)]
pub struct Audio {
    /// The file's bytes.
    pub bytes: Bytes,
    /// The media type, such as `audio/ogg; codecs=opus`.
    pub mime_type: &'static str,
    /// A file name with the right ending, such as `0.ogg`.
    pub file_name: String,
    /// Whether messengers show it as a voice note; plain audio otherwise.
    pub is_voice_note: bool,
    /// A URL from which anyone who has it can fetch the audio, for some time.
    pub link: String,
}

/// Hides the audio and the link, by which it could be heard.
impl std::fmt::Debug for Audio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Audio")
            .field("bytes", &self.bytes.len())
            .field("mime_type", &self.mime_type)
            .finish_non_exhaustive()
    }
}

/// An answer that is to be spoken. Its `Debug` output hides it: it holds what a contact is told.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Script {
    /// The texts to speak, each as a voice note of its own; empty if nothing can be spoken.
    pub spoken: Vec<String>,
    /// What the contact has to copy, and so gets as text as well.
    pub to_copy: Vec<String>,
}

/// A part to be spoken.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// The turn's id.
    pub turn_id: &'a str,
    /// The number of the part in its reply. Audio that was made before is found by the turn's id
    /// and this number.
    pub index: usize,
    /// The text.
    pub text: &'a str,
    /// The text of the part before it, for a natural flow.
    pub before: Option<&'a str>,
    /// The text of the part after it.
    pub after: Option<&'a str>,
}

/// A spoken part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synthesis {
    /// The audio.
    pub audio: Audio,
    /// What speaking cost, in characters of the account's quota, including earlier attempts; none
    /// if the provider does not say.
    pub character_cost: Option<u64>,
}

/// An error of speech.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VoiceError {
    /// The part was not spoken, as far as we know.
    #[error("{failure}")]
    Failed {
        /// Why.
        failure: Failure,
        /// Whether the part may have been spoken and paid for all the same.
        paid_for: bool,
    },
    /// The part may have been spoken, and its audio can be neither kept nor found.
    #[error("the audio is not kept: {detail}")]
    Storage {
        /// What happened, as in a [`Failure`].
        detail: String,
        /// What speaking cost, in characters of the account's quota, as far as the provider said.
        character_cost: Option<u64>,
    },
}

impl From<Failure> for VoiceError {
    /// A transient failure: nobody can be sure that the part was not spoken.
    fn from(failure: Failure) -> Self {
        Self::Failed {
            paid_for: !failure.is_permanent(),
            failure,
        }
    }
}

/// The voice of one integration.
pub trait Voice {
    /// The text of an answer in Markdown that is spoken, and the text that goes beside it; or why
    /// nothing can be spoken.
    fn script(&self, markdown: &str) -> Result<Script, Failure>;

    /// Speaks a part and keeps its audio, or finds audio that was kept before. Fails as transient
    /// after `time_limit`.
    async fn speak(&self, line: Line<'_>, time_limit: Duration) -> Result<Synthesis, VoiceError>;
}
