//! Whether and how much of customers' recordings is heard.

use fields::{Filled, Link, ModelServer, Out, Secret, Whole, plain, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{choice::choice, yes};

choice! {
    /// Who hears recordings.
    #[derive(Default)]
    HeardBy {
        /// The server of the assistant, or another with OpenAI's API: `POST /audio/transcriptions`.
        #[default]
        Assistant: "assistant",
        /// ElevenLabs.
        Elevenlabs: "elevenlabs",
        /// Nobody: the assistant is told that there is a recording.
        Nobody: "nobody",
    }
}

plain!([] HeardBy);

walked! {
    /// Whether and how much of customers' recordings (voice messages, audio files, and the sound of
    /// videos) is heard.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Hearing {
        /// Who hears them.
        #[serde(default)]
        pub by: HeardBy,
        /// The model that hears them. Null for OpenAI's `gpt-transcribe`, or ElevenLabs' `scribe_v2`.
        #[serde(default)]
        pub model: Option<Filled<200>>,
        /// The server that hears. Null for the server of the assistant under its key; for ElevenLabs,
        /// for the one that speaks under its key.
        #[serde(default)]
        pub server: Option<HearingServer>,
        /// Whether the sound of videos is heard.
        #[serde(default = "yes")]
        pub videos: bool,
        /// The most recordings of one batch that are heard, counted from the window's first message,
        /// with those that are heard while the window waits. The assistant is told of the others.
        #[serde(default)]
        pub max_attachments: Whole<1, 32, 8>,
        /// The most megabytes of one recording. OpenAI takes at most 25.
        #[serde(default)]
        pub max_megabytes: Whole<1, 25, 16>,
        /// The most seconds of one recording.
        #[serde(default)]
        pub max_seconds: Whole<1, 7_200, 600>,
        /// The most minutes in a day (UTC), of all customers of the integration together.
        #[serde(default)]
        pub max_day_minutes: Whole<1, 100_000, 120>,
    }
}

walked! {
    /// A server that hears.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct HearingServer {
        /// The base URL: up to its version for OpenAI's API, without one for ElevenLabs'.
        pub base_url: Link<ModelServer>,
        /// The API key for it.
        pub api_key: Secret<Out>,
    }
}

impl Default for Hearing {
    fn default() -> Self {
        Self {
            by: HeardBy::default(),
            model: None,
            server: None,
            videos: true,
            max_attachments: Whole::default(),
            max_megabytes: Whole::default(),
            max_seconds: Whole::default(),
            max_day_minutes: Whole::default(),
        }
    }
}

impl Hearing {
    /// The core's policy; none if nobody hears.
    pub(crate) fn policy(&self) -> Option<conversation::policy::Hearing> {
        (self.by != HeardBy::Nobody).then(|| conversation::policy::Hearing {
            videos: self.videos,
            max_recordings: usize::try_from(self.max_attachments.get()).unwrap_or(usize::MAX),
            max_bytes: u64::from(self.max_megabytes.get()) * 1_000_000,
            max_seconds: self.max_seconds.get().into(),
            max_day_seconds: u64::from(self.max_day_minutes.get()) * 60,
        })
    }
}
