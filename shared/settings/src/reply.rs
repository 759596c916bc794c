//! How the customer is answered.

use conversation::VoiceWhen;
use fields::{
    Filled, Finder, Invalid, Link, Mistake, ModelServer, Out, Secret, Walk, Whole, inline_schema,
    named_schema, number, read, walked, with_tag,
};
use schemars::generate::Contract;
use schemars::{JsonSchema, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::schema::voice_when;

/// ElevenLabs' own server. There are others for data that must stay in a region. Source:
/// <https://elevenlabs.io/docs/api-reference/introduction>.
pub const ELEVENLABS_URL: &str = "https://api.elevenlabs.io";

/// How the customer is answered.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "format", rename_all = "snake_case")]
pub enum Reply {
    /// In text.
    #[default]
    Text,
    /// In a voice of ElevenLabs.
    Voice(Box<Voice>),
}

impl Reply {
    /// Checks what a person wrote: serde forgets the paths within what a tag tells apart. A format that
    /// is left out is filled in.
    pub(crate) fn check(written: &mut Value) -> Result<(), Invalid> {
        let Value::Object(fields) = written else {
            return Err(Invalid::wrong_type("", "an object"));
        };
        let format = fields.entry("format").or_insert_with(|| "text".into());
        let Value::String(format) = format else {
            return Err(Invalid::wrong_type("format", "a string"));
        };
        let is_voice = match format.as_str() {
            "voice" => true,
            "text" => false,
            _ => return Err(Invalid::value("format", "must be text or voice")),
        };
        let mut rest = fields.clone();
        rest.remove("format");
        // The key comes first: voice and model are picked from what it can use.
        if is_voice && rest.get("api_key").is_none_or(Value::is_null) {
            return Err(Invalid::required("api_key"));
        }
        if is_voice {
            return read::<Voice>(rest.into()).map(|_| ());
        }
        rest.retain(|name, value| name != "api_key" || !value.is_null());
        let Some(name) = rest.into_iter().next().map(|(name, _)| name) else {
            return Ok(());
        };
        match read::<Voice>(json!({&name: null})) {
            Err(error) if error.mistake == Mistake::UnknownField => Err(error),
            _ => Err(Invalid::value(name, "is only for the format voice")),
        }
    }
}

walked! {
    /// A voice of ElevenLabs.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Voice {
        /// The key, by which voice and model are picked.
        pub api_key: Secret<Out>,
        /// The voice.
        pub voice_id: Filled<256>,
        /// The model that speaks.
        pub model_id: Filled<256>,
        /// The server that runs it.
        #[serde(default = "elevenlabs")]
        pub base_url: Link<ModelServer>,
        /// When it is used. `mirror`: only when the contact's last message was a voice.
        #[serde(default)]
        #[schemars(schema_with = "voice_when")]
        pub when: VoiceWhen,
        /// The language (ISO 639-1), for a model that can be told one; others may refuse it.
        #[serde(default)]
        pub language_code: Option<LanguageCode>,
        /// Other settings than those of the voice itself.
        #[serde(default)]
        pub voice_settings: Option<VoiceSettings>,
        /// The longest reply that is spoken, in characters: some 100 seconds by default, and at most eleven
        /// minutes. A longer one goes out as text.
        #[serde(default)]
        pub max_reply_characters: Whole<1, 10_000, 1_500>,
        /// The most characters that are spoken in a day (UTC); the rest goes out as text.
        #[serde(default)]
        pub max_day_characters: Whole<0, 10_000_000, 20_000>,
    }
}

/// [`ELEVENLABS_URL`].
pub fn elevenlabs() -> Link<ModelServer> {
    Link::written(ELEVENLABS_URL)
}

/// How a voice speaks; what is left out is as the voice has it. The API's own description has no ranges.
/// Those of ElevenLabs' guides, and of what users report, are these; what is beyond them was seen to
/// bring no audio, or another speed than was asked for:
/// <https://github.com/livekit/agents/issues/4774>.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VoiceSettings {
    /// How little it varies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stability: Option<Share>,
    /// How close it keeps to the original.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similarity_boost: Option<Share>,
    /// How much it exaggerates the original's style.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<Share>,
    /// Whether it is made more like the original, at the cost of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_speaker_boost: Option<bool>,
    /// How fast, where 1 is as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<Speed>,
}

number! {
    /// From none to all.
    Share, 0.0..=1.0, "must be a number from 0 to 1"
}

number! {
    /// How fast a voice speaks.
    Speed, 0.7..=1.2, "must be a number from 0.7 to 1.2"
}

/// A language by its two letters (ISO 639-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageCode(String);

impl TryFrom<String> for LanguageCode {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, &'static str> {
        let is_code = code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
        match is_code {
            true => Ok(Self(code)),
            false => Err("must be two lower-case letters (ISO 639-1), such as pt"),
        }
    }
}

impl Walk for LanguageCode {}
impl Walk for VoiceSettings {}

inline_schema!([] LanguageCode, _generator =>
    json_schema!({"type": "string", "pattern": "^[a-z]{2}$"}));

named_schema!("Reply", Reply, generator => {
    let mut text = with_tag(json_schema!({"type": "object"}), "format", "text");
    if *generator.contract() == Contract::Deserialize {
        // Text is the format where none is written, and may have what was left of a voice.
        text.remove("required");
        if let Some(Value::Object(fields)) = text.get_mut("properties") {
            fields.insert("api_key".to_owned(), json!({"type": "null"}));
        }
    }
    let voice = with_tag(Voice::json_schema(generator), "format", "voice");
    json_schema!({"oneOf": [text, voice]})
});

impl Walk for Reply {
    fn walk(&mut self, path: &str, found: &mut Finder<'_>) {
        match self {
            Self::Text => {}
            Self::Voice(voice) => voice.walk(path, found),
        }
    }
}

impl LanguageCode {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<LanguageCode> for String {
    fn from(code: LanguageCode) -> Self {
        code.0
    }
}
