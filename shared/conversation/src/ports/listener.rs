//! The port of speech to text.

use std::time::Duration;

use bytes::Bytes;

use super::Failure;

/// A recording to be written down: an audio file, or a video whose sound is heard.
#[derive(Clone, PartialEq, Eq)]
pub struct Recording {
    /// The file's bytes.
    pub bytes: Bytes,
}

/// Hides the recording.
impl std::fmt::Debug for Recording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recording")
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// What is said in a recording.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Transcript {
    /// The words; empty if nothing is said.
    pub text: String,
    /// The length that the provider heard, in seconds, rounded up; none if it does not say.
    pub seconds: Option<u64>,
}

/// Why a recording was not written down. The texts are fit for logs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListenError {
    /// The file has no sound, or is of a type that cannot be heard. Nothing was asked.
    #[error("the file is no recording that can be heard")]
    NotAudio,
    /// The recording is longer or larger than the provider takes.
    #[error("the recording is too long: {detail}")]
    TooLong {
        /// What happened, as in a [`Failure`].
        detail: String,
    },
    /// The provider failed otherwise.
    #[error("{failure}")]
    Failed {
        /// Why.
        failure: Failure,
        /// Whether the recording may have been heard and paid for all the same.
        paid_for: bool,
    },
}

/// What hears the recordings of one integration's customers.
pub trait Listener {
    /// The name of the model that hears, under which its seconds are counted.
    fn model(&self) -> &str;

    /// How long the recording is, as its own bytes claim; none if they do not say. This is free, so
    /// a limit can be kept before anything is paid for.
    fn length(&self, recording: &Recording) -> Option<Duration>;

    /// Writes down what is said, and tries again where that may help. Fails as transient after
    /// `time_limit`.
    async fn listen(
        &self,
        recording: &Recording,
        time_limit: Duration,
    ) -> Result<Transcript, ListenError>;
}
