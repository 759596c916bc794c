//! Who answers, and in which form.

use assistant::DEFAULT_BASE_URL;
use channels::Parts;
use conversation::AssistantId;
use store::{AssistantRef, Reply};

use super::{Reader, Section, voice};
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
        let base_url = self.base_url(&mut fields, DEFAULT_BASE_URL)?;
        Ok(AssistantRef { id, base_url })
    }

    pub(super) fn reply(&mut self, mut fields: Fields) -> Result<Reply, Refused> {
        match fields.string("format")?.as_deref() {
            None | Some("text") => {
                fields
                    .nullable("api_key")
                    .none_of(&voice::FIELDS, "is only for the format voice")?;
                fields.only(&[])?;
                Ok(Reply::Text)
            }
            Some("voice") => Ok(Reply::Voice(self.voice(fields)?)),
            Some(_) => {
                let path = fields.path("format");
                Err(Refused::invalid(path, "must be text or voice"))
            }
        }
    }

    pub(super) fn base_url(
        &mut self,
        fields: &mut Fields,
        default: &str,
    ) -> Result<String, Refused> {
        let (url, base) = fields.base_url("base_url", default, self.access)?;
        self.urls.push((fields.path("base_url"), base.into()));
        Ok(url)
    }
}
