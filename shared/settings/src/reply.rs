//! Whether a customer is answered in text or in a voice.

use conversation::VoiceWhen;
use fields::{
    Carried, Expected, Filled, Finder, Invalid, Link, Mistake, ModelServer, Out, Reason, Secret,
    Walk, Whole, inline_schema, named_schema, number, plain, read, walked, with_tag,
};
use schemars::generate::Contract;
use schemars::{JsonSchema, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Balloons;
use crate::schema::voice_when;

/// ElevenLabs' default server. It has others, for data that must stay in a region. Source:
/// <https://elevenlabs.io/docs/api-reference/introduction>.
pub const ELEVENLABS_URL: &str = "https://api.elevenlabs.io";

/// Whether replies are text or voice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "format", rename_all = "snake_case")]
pub enum Reply {
    /// Replies are text.
    Text(InText),
    /// Replies are spoken by a voice of ElevenLabs.
    Voice(Box<Voice>),
}

/// Replies in text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct InText {
    /// How a reply is divided into several messages. Null for one message.
    #[serde(default)]
    pub balloons: Option<Balloons>,
}

impl Default for Reply {
    fn default() -> Self {
        Self::Text(InText::default())
    }
}

impl Reply {
    /// Whether replies are text always.
    pub const fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    /// How a reply in text is divided; none if it is not.
    pub const fn balloons(&self) -> Option<&Balloons> {
        match self {
            Self::Text(text) => text.balloons.as_ref(),
            Self::Voice(voice) => voice.balloons.as_ref(),
        }
    }

    /// Checks what a person wrote, since serde loses the paths within a tagged value. Fills in a
    /// format that is left out.
    pub(crate) fn check(written: &mut Value) -> Result<(), Invalid> {
        let Value::Object(fields) = written else {
            return Err(Invalid::wrong_type("", Expected::Object));
        };
        let format = fields.entry("format").or_insert_with(|| "text".into());
        let Value::String(format) = format else {
            return Err(Invalid::wrong_type("format", Expected::Text));
        };
        let is_voice = match format.as_str() {
            "voice" => true,
            "text" => false,
            _ => {
                return Err(Invalid::value(
                    "format",
                    Reason::not_among(&["text", "voice"]),
                ));
            }
        };
        let balloons = fields.get_mut("balloons").filter(|it| !it.is_null());
        let balloons = balloons.map_or(Ok(()), Balloons::check);
        let mut rest = fields.clone();
        rest.remove("format");
        // The key comes first: voice and model are picked from what it can use.
        if is_voice && rest.get("api_key").is_none_or(Value::is_null) {
            return Err(Invalid::required("api_key"));
        }
        balloons.map_err(|error| error.within("balloons"))?;
        if is_voice {
            return read::<Voice>(rest.into()).map(|_| ());
        }
        rest.remove("balloons");
        rest.retain(|name, value| name != "api_key" || !value.is_null());
        let Some(name) = rest.into_iter().next().map(|(name, _)| name) else {
            return Ok(());
        };
        match read::<Voice>(json!({&name: null})) {
            Err(error) if error.mistake == Mistake::UnknownField => Err(error),
            _ => Err(Invalid::value(name, Reason::OnlyForVoice)),
        }
    }
}

walked! {
    /// Replies spoken by a voice of ElevenLabs.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Voice {
        /// The API key, for listing voices and models and for speaking.
        pub api_key: Secret<Out>,
        /// The id of the voice.
        pub voice_id: Filled<256>,
        /// The id of the model that speaks.
        pub model_id: Filled<256>,
        /// The base URL of ElevenLabs' server.
        #[serde(default = "elevenlabs")]
        pub base_url: Link<ModelServer>,
        /// When replies are spoken. `always`: every reply. `mirror`: only if the customer's last
        /// message was a voice message.
        #[serde(default)]
        #[schemars(schema_with = "voice_when")]
        pub when: VoiceWhen,
        /// The language (ISO 639-1), for models that accept one. Other models may refuse it.
        #[serde(default)]
        pub language_code: Option<LanguageCode>,
        /// Settings that replace those of the voice itself.
        #[serde(default)]
        pub voice_settings: Option<VoiceSettings>,
        /// The longest reply that is spoken, in characters. The default is some 100 seconds, the
        /// maximum eleven minutes. A longer reply goes out as text.
        #[serde(default)]
        pub max_reply_characters: Whole<1, 10_000, 1_500>,
        /// The most characters that are spoken per day (UTC). Further replies go out as text.
        #[serde(default)]
        pub max_day_characters: Whole<0, 10_000_000, 20_000>,
        /// How a reply that goes out as text is divided into several messages. Null for one message.
        #[serde(default)]
        pub balloons: Option<Balloons>,
    }
}

/// [`ELEVENLABS_URL`].
pub fn elevenlabs() -> Link<ModelServer> {
    Link::written(ELEVENLABS_URL)
}

/// How a voice speaks. A setting that is left out keeps the voice's own value.
///
/// ElevenLabs' API reference has no ranges. These are the ranges of ElevenLabs' guides and of
/// users' reports; values beyond them gave no audio, or another speed than the one asked for:
/// <https://github.com/livekit/agents/issues/4774>.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VoiceSettings {
    /// How steady the voice is. Higher values vary less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stability: Option<Share>,
    /// How closely the voice follows the original speaker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similarity_boost: Option<Share>,
    /// How much the voice exaggerates the original speaker's style.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<Share>,
    /// Whether to boost similarity to the original speaker, which takes more time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_speaker_boost: Option<bool>,
    /// The speed. 1 is the usual speed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<Speed>,
}

number! {
    /// A share between 0 and 1.
    Share, 0.0..=1.0, NotWithin
}

number! {
    /// The speed of a voice.
    Speed, 0.7..=1.2, NotWithin
}

/// A language by its two letters (ISO 639-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageCode(String);

impl TryFrom<String> for LanguageCode {
    type Error = Carried;

    fn try_from(code: String) -> Result<Self, Carried> {
        let is_code = code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
        match is_code {
            true => Ok(Self(code)),
            false => Err(Reason::Language.into()),
        }
    }
}

plain!([] LanguageCode);
plain!([] VoiceSettings);

inline_schema!([] LanguageCode, _generator =>
    json_schema!({"type": "string", "pattern": "^[a-z]{2}$"}));

named_schema!("Reply", Reply, generator => {
    let mut text = with_tag(InText::json_schema(generator), "format", "text");
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
            Self::Text(_) => {}
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
