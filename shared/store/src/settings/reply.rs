//! How the customer is answered.

use conversation::{VoicePolicy, VoiceWhen};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The longest reply that is spoken unless the settings say otherwise: some 100 seconds.
pub const DEFAULT_MAX_REPLY_CHARACTERS: u32 = 1_500;
/// The most characters that are spoken in a day unless the settings say otherwise.
pub const DEFAULT_MAX_DAY_CHARACTERS: u32 = 20_000;

/// How the customer is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "format", rename_all = "snake_case")]
pub enum Reply {
    /// In text.
    Text,
    /// In a voice of ElevenLabs.
    Voice(VoiceReply),
}

impl Reply {
    pub(super) const fn voice_policy(&self) -> Option<VoicePolicy> {
        match self {
            Self::Text => None,
            Self::Voice(voice) => Some(VoicePolicy {
                when: voice.when,
                max_reply_characters: voice.max_reply_characters as u64,
                max_day_characters: voice.max_day_characters as u64,
            }),
        }
    }
}

/// A voice of ElevenLabs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceReply {
    /// The voice.
    pub voice_id: String,
    /// The model that speaks.
    pub model_id: String,
    /// The server that runs it.
    pub base_url: String,
    /// When it is used.
    #[serde(default)]
    pub when: VoiceWhen,
    /// The language (ISO 639-1), for the models that can be told one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language_code: Option<String>,
    /// Other settings than those of the voice itself, as `speech` reads them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice_settings: Option<Value>,
    /// The longest reply that is spoken, in characters.
    #[serde(default = "default_max_reply_characters")]
    pub max_reply_characters: u32,
    /// The most characters that are spoken in a day (UTC).
    #[serde(default = "default_max_day_characters")]
    pub max_day_characters: u32,
}

const fn default_max_reply_characters() -> u32 {
    DEFAULT_MAX_REPLY_CHARACTERS
}

const fn default_max_day_characters() -> u32 {
    DEFAULT_MAX_DAY_CHARACTERS
}
