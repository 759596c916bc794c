//! Who answers, and in which voice.

use assistant::DEFAULT_BASE_URL as OPENAI;
use channels::Parts;
use conversation::{AssistantId, VoiceWhen};
use speech::DEFAULT_BASE_URL as ELEVENLABS;
use store::{
    AssistantRef, DEFAULT_MAX_DAY_CHARACTERS, DEFAULT_MAX_REPLY_CHARACTERS, Reply, VoiceReply,
};

use super::{MAX_ID, Reader, Section};
use crate::fields::Fields;
use crate::refused::Refused;
use crate::secret_input::api_key;

impl Reader {
    pub(super) fn assistant(&mut self, mut fields: Fields) -> Result<AssistantRef, Refused> {
        fields.only(&["id", "api_key", "base_url"])?;
        let id = fields.string("id")?;
        let id = id.ok_or_else(|| Refused::required(fields.path("id")))?;
        let id =
            AssistantId::parse(&id).map_err(|error| Refused::invalid(fields.path("id"), error))?;
        self.secret(
            Section::Assistant,
            Parts::Outbound,
            &mut fields,
            "api_key",
            api_key,
        )?;
        let base_url = self.base_url(&mut fields, OPENAI)?;
        Ok(AssistantRef { id, base_url })
    }

    pub(super) fn reply(&mut self, mut fields: Fields) -> Result<Reply, Refused> {
        const VOICE: [&str; 4] = ["voice_id", "model_id", "api_key", "base_url"];
        match fields.string("format")?.as_deref() {
            None | Some("text") => {
                fields
                    .nullable("api_key")
                    .none_of(&VOICE, "is only for the format voice")?;
                fields.only(&[])?;
                Ok(Reply::Text)
            }
            Some("voice") => {
                fields.only(&VOICE)?;
                self.secret(
                    Section::Reply,
                    Parts::Outbound,
                    &mut fields,
                    "api_key",
                    api_key,
                )?;
                Ok(Reply::Voice(VoiceReply {
                    voice_id: fields.required_text("voice_id", MAX_ID)?,
                    model_id: fields.required_text("model_id", MAX_ID)?,
                    base_url: self.base_url(&mut fields, ELEVENLABS)?,
                    when: VoiceWhen::Always,
                    language_code: None,
                    voice_settings: None,
                    max_reply_characters: DEFAULT_MAX_REPLY_CHARACTERS,
                    max_day_characters: DEFAULT_MAX_DAY_CHARACTERS,
                }))
            }
            Some(_) => {
                let path = fields.path("format");
                Err(Refused::invalid(path, "must be text or voice"))
            }
        }
    }

    fn base_url(&mut self, fields: &mut Fields, default: &str) -> Result<String, Refused> {
        let (url, base) = fields.base_url("base_url", default, self.access)?;
        self.urls.push((fields.path("base_url"), base.into()));
        Ok(url)
    }
}
