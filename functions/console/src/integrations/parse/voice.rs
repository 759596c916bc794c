//! The voice of the replies.

use std::ops::RangeInclusive;

use channels::Parts;
use conversation::VoiceWhen;
use serde_json::{Value, json};
use speech::{DEFAULT_BASE_URL, VoiceSettings};
use store::{DEFAULT_MAX_DAY_CHARACTERS, DEFAULT_MAX_REPLY_CHARACTERS, VoiceReply};

use super::{MAX_ID, Reader, Section};
use crate::fields::Fields;
use crate::refused::Refused;
use crate::secret_input::api_key;

/// What has a place only where replies are spoken.
pub(super) const FIELDS: [&str; 9] = [
    "voice_id",
    "model_id",
    "api_key",
    "base_url",
    "when",
    "language_code",
    "voice_settings",
    "max_reply_characters",
    "max_day_characters",
];

const SETTINGS: [&str; 5] = [
    "stability",
    "similarity_boost",
    "style",
    "use_speaker_boost",
    "speed",
];

/// Some eleven minutes.
const MAX_REPLY_CHARACTERS: u32 = 10_000;
const MAX_DAY_CHARACTERS: u32 = 10_000_000;

/// The API's own description has no ranges. Those of ElevenLabs' guides, and of what users report,
/// are these; what is beyond them was seen to bring no audio, or another speed than was asked for:
/// <https://github.com/livekit/agents/issues/4774>.
const SHARE: RangeInclusive<f64> = 0.0..=1.0;
const SPEED: RangeInclusive<f64> = 0.7..=1.2;

impl Reader {
    /// The key comes first: voice and model are picked from what it can use.
    pub(super) fn voice(&mut self, mut fields: Fields) -> Result<VoiceReply, Refused> {
        fields.only(&FIELDS)?;
        self.secret(
            Section::Reply,
            Parts::Outbound,
            &mut fields,
            "api_key",
            api_key,
        )?;
        Ok(VoiceReply {
            voice_id: fields.required_text("voice_id", MAX_ID)?,
            model_id: fields.required_text("model_id", MAX_ID)?,
            base_url: self.base_url(&mut fields, DEFAULT_BASE_URL)?,
            when: when(&mut fields)?,
            language_code: language_code(&mut fields)?,
            voice_settings: match fields.nullable("voice_settings").object("voice_settings")? {
                Some(settings) => Some(voice_settings(settings)?),
                None => None,
            },
            max_reply_characters: fields
                .whole("max_reply_characters", 1..=MAX_REPLY_CHARACTERS)?
                .unwrap_or(DEFAULT_MAX_REPLY_CHARACTERS),
            max_day_characters: fields
                .whole("max_day_characters", 0..=MAX_DAY_CHARACTERS)?
                .unwrap_or(DEFAULT_MAX_DAY_CHARACTERS),
        })
    }
}

fn when(fields: &mut Fields) -> Result<VoiceWhen, Refused> {
    match fields.string("when")?.as_deref() {
        None | Some("always") => Ok(VoiceWhen::Always),
        Some("mirror") => Ok(VoiceWhen::Mirror),
        Some(_) => {
            let path = fields.path("when");
            Err(Refused::invalid(path, "must be always or mirror"))
        }
    }
}

fn language_code(fields: &mut Fields) -> Result<Option<String>, Refused> {
    const NAME: &str = "language_code";
    let code = fields.nullable(NAME).string(NAME)?;
    let is_code = |code: &str| code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
    if code.as_deref().is_some_and(|code| !is_code(code)) {
        let message = "must be two lower-case letters (ISO 639-1), such as pt";
        return Err(Refused::invalid(fields.path(NAME), message));
    }
    Ok(code)
}

/// Those that `speech` knows, and in the form in which it reads them.
fn voice_settings(mut fields: Fields) -> Result<Value, Refused> {
    fields.only(&SETTINGS)?;
    let settings = VoiceSettings {
        stability: within(&mut fields, "stability", SHARE)?,
        similarity_boost: within(&mut fields, "similarity_boost", SHARE)?,
        style: within(&mut fields, "style", SHARE)?,
        use_speaker_boost: fields
            .nullable("use_speaker_boost")
            .flag("use_speaker_boost")?,
        speed: within(&mut fields, "speed", SPEED)?,
    };
    Ok(json!(settings))
}

fn within(
    fields: &mut Fields,
    name: &str,
    range: RangeInclusive<f64>,
) -> Result<Option<f64>, Refused> {
    let number = fields.nullable(name).number(name)?;
    if number.is_some_and(|number| !range.contains(&number)) {
        let message = format!("must be a number from {} to {}", range.start(), range.end());
        return Err(Refused::invalid(fields.path(name), message));
    }
    Ok(number)
}
