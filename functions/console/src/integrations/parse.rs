//! An integration as it is written: its form, before anything else is asked.

use std::collections::{BTreeMap, BTreeSet};

use assistant::DEFAULT_BASE_URL as OPENAI;
use channels::{Kind, Parts};
use conversation::marker::DEFAULT_MARKER;
use conversation::{AssistantId, IntegrationId, Marker};
use outbound::{Access, BaseUrl, EndpointUrl};
use store::{AssistantRef, Channel, Integration, Reply, TransferSettings};

use crate::fields::Fields;
use crate::refused::Refused;
use crate::secret_input::{SecretInput, api_key};

const ELEVENLABS: &str = "https://api.elevenlabs.io";
const MAX_NAME: usize = 200;
/// Of the ids that others give: queues, voices, models.
const MAX_ID: usize = 256;
const MAX_TRANSFER_MESSAGE: usize = 4096;
const MAX_MARKER: usize = 256;
const DEFAULT_INTERVAL_MS: u32 = 1000;
const MAX_INTERVAL_MS: u32 = 3_600_000;

/// What was written, where the secrets are not yet known.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) settings: Integration,
    pub(super) secrets: Vec<DraftSecret>,
    /// With their paths: where they lead is still to be checked.
    pub(super) urls: Vec<(String, EndpointUrl)>,
}

#[derive(Debug)]
pub(super) struct DraftSecret {
    pub(super) section: Section,
    /// The path of the field.
    pub(super) path: String,
    pub(super) parts: Parts,
    pub(super) input: SecretInput,
}

/// The part of the settings that says where a secret goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Channel,
    Assistant,
    Reply,
}

pub(super) fn integration(
    id: IntegrationId,
    mut body: Fields,
    access: Access,
) -> Result<Draft, Refused> {
    body.only(&[
        "id",
        "name",
        "enabled",
        "channel",
        "assistant",
        "interval_ms",
        "transfer",
        "reply",
    ])?;
    body.same_id(id.as_str())?;
    let mut reader = Reader {
        access,
        secrets: Vec::new(),
        urls: Vec::new(),
    };
    let mut settings = Integration {
        id,
        name: body.required_text("name", MAX_NAME)?,
        enabled: body.flag("enabled")?.unwrap_or(true),
        channel: reader.channel(body.required_object("channel")?)?,
        assistant: reader.assistant(body.required_object("assistant")?)?,
        interval_ms: body
            .whole("interval_ms", 0..=MAX_INTERVAL_MS)?
            .unwrap_or(DEFAULT_INTERVAL_MS)
            .into(),
        transfer: transfer(body.required_object("transfer")?)?,
        reply: match body.object("reply")? {
            Some(reply) => reader.reply(reply)?,
            None => Reply::Text,
        },
        desk: None,
        hours: None,
        phrases: None,
        return_after_hours: None,
        release_keyword: None,
        answer_on_release: true,
        secrets_set: BTreeSet::new(),
    };
    let paths = reader.secrets.iter().map(|secret| secret.path.clone());
    settings.secrets_set = paths.collect();
    Ok(Draft {
        settings,
        secrets: reader.secrets,
        urls: reader.urls,
    })
}

/// Collects the secrets and the URLs on the way.
struct Reader {
    access: Access,
    secrets: Vec<DraftSecret>,
    urls: Vec<(String, EndpointUrl)>,
}

impl Reader {
    fn channel(&mut self, mut fields: Fields) -> Result<Channel, Refused> {
        let kind = kind(&mut fields)?;
        let names = kind.fields.iter().map(|field| field.name);
        fields.only(&names.collect::<Vec<_>>())?;
        let mut values = BTreeMap::new();
        for field in kind.fields {
            let path = fields.path(field.name);
            if let Some(parts) = field.secret {
                let access = self.access;
                let check = |text: &str| field.check(text, access);
                self.secret(Section::Channel, parts, &mut fields, field.name, check)?;
                continue;
            }
            let written = fields.string(field.name)?;
            let value = written.or_else(|| field.default.map(str::to_owned));
            let value = match value {
                Some(value) => value,
                None if field.required() => return Err(Refused::required(path)),
                None => continue,
            };
            field
                .check(&value, self.access)
                .map_err(|problem| Refused::invalid(path.clone(), problem))?;
            if field.url {
                // The field's own check has said which form it must have.
                match EndpointUrl::parse(&value, self.access) {
                    Ok(url) => self.urls.push((path, url)),
                    Err(error) => return Err(Refused::invalid(path, error)),
                }
            }
            values.insert(field.name.to_owned(), value);
        }
        let kind = kind.name.to_owned();
        Ok(Channel { kind, values })
    }

    fn assistant(&mut self, mut fields: Fields) -> Result<AssistantRef, Refused> {
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

    fn reply(&mut self, mut fields: Fields) -> Result<Reply, Refused> {
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
                Ok(Reply::Voice {
                    voice_id: fields.required_text("voice_id", MAX_ID)?,
                    model_id: fields.required_text("model_id", MAX_ID)?,
                    base_url: self.base_url(&mut fields, ELEVENLABS)?,
                })
            }
            Some(_) => {
                let path = fields.path("format");
                Err(Refused::invalid(path, "must be text or voice"))
            }
        }
    }

    fn secret(
        &mut self,
        section: Section,
        parts: Parts,
        fields: &mut Fields,
        name: &str,
        check: impl FnOnce(&str) -> Result<(), String>,
    ) -> Result<(), Refused> {
        self.secrets.push(DraftSecret {
            section,
            path: fields.path(name),
            parts,
            input: SecretInput::take(fields, name, check)?,
        });
        Ok(())
    }

    fn base_url(&mut self, fields: &mut Fields, default: &str) -> Result<String, Refused> {
        let url = fields.text("base_url", channels::MAX_VALUE_BYTES)?;
        let url = url.unwrap_or_else(|| default.to_owned());
        let path = fields.path("base_url");
        match BaseUrl::parse(&url, self.access) {
            Ok(base) => self.urls.push((path, base.into())),
            Err(error) => return Err(Refused::invalid(path, error)),
        }
        Ok(url)
    }
}

fn kind(fields: &mut Fields) -> Result<&'static Kind, Refused> {
    let path = fields.path("kind");
    let name = fields.string("kind")?;
    let name = name.ok_or_else(|| Refused::required(path.clone()))?;
    channels::kind(&name).ok_or_else(|| {
        let names: Vec<_> = channels::kinds().iter().map(|kind| kind.name).collect();
        Refused::invalid(path, format!("must be one of {}", names.join(", ")))
    })
}

fn transfer(mut fields: Fields) -> Result<TransferSettings, Refused> {
    fields.only(&["queue", "message", "marker"])?;
    let marker = fields.text("marker", MAX_MARKER)?;
    let marker = marker.unwrap_or_else(|| DEFAULT_MARKER.to_owned());
    Marker::parse(&marker).map_err(|error| Refused::invalid(fields.path("marker"), error))?;
    Ok(TransferSettings {
        queue: fields.required_text("queue", MAX_ID)?,
        message: fields.required_text("message", MAX_TRANSFER_MESSAGE)?,
        marker,
    })
}
