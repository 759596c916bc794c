//! Spoken replies: when and how much an assistant speaks, and what became of a reply.

use serde::{Deserialize, Serialize};

use crate::Later;

/// When and how much an integration's assistant speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoicePolicy {
    /// When replies are spoken.
    pub when: VoiceWhen,
    /// The longest reply that is spoken, in characters.
    pub max_reply_characters: u64,
    /// The most characters that are spoken in a day (UTC).
    pub max_day_characters: u64,
}

/// When replies are spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum VoiceWhen {
    /// Always, whatever the contact sent.
    #[default]
    Always,
    /// If the contact's last message was a voice message.
    Mirror,
}

impl VoiceWhen {
    /// The names of all.
    pub const NAMES: [&str; 2] = ["always", "mirror"];
}

impl TryFrom<String> for VoiceWhen {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, &'static str> {
        match name.as_str() {
            "always" => Ok(Self::Always),
            "mirror" => Ok(Self::Mirror),
            _ => Err("must be always or mirror"),
        }
    }
}

/// What became of a reply that was to be spoken.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VoiceReport {
    /// How many parts the channel took as a voice.
    pub parts: usize,
    /// How many characters these parts have.
    pub characters: u64,
    /// What speaking cost, in characters of the account's quota, as far as the provider said.
    pub character_cost: u64,
    /// Why the reply, or the rest of it, is text. Stored as `in_text`.
    #[serde(rename = "in_text", default, skip_serializing_if = "Option::is_none")]
    pub text_fallback: Option<TextFallback>,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

/// Why a reply is text, with details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFallback {
    /// The reason.
    pub because: TextBecause,
    /// The details, in a form fit for logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl TextBecause {
    /// Adds details, in a form fit for logs.
    pub(crate) fn with(self, detail: impl ToString) -> TextFallback {
        TextFallback {
            because: self,
            detail: Some(detail.to_string()),
        }
    }
}

impl From<TextBecause> for TextFallback {
    fn from(because: TextBecause) -> Self {
        Self {
            because,
            detail: None,
        }
    }
}

/// Why a reply that was to be spoken is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextBecause {
    /// The contact's last message was not a voice message, and the integration mirrors.
    CustomerWrote,
    /// Nothing in the reply can be spoken.
    NothingToSay,
    /// The reply is longer than a spoken reply may be.
    OverReplyCap,
    /// The integration has spoken its daily maximum, or that could not be counted.
    OverDayCap,
    /// Speaking failed.
    VoiceFailed,
    /// The audio could not be stored.
    StorageFailed,
    /// The channel refused the audio.
    ChannelRefused,
    /// There was no time left to speak.
    NoTime,
}
