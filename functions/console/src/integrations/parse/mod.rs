//! An integration as it is written: its form, before anything else is asked.

mod channel;
mod desk;
mod outside;
mod people;
mod voice;

use std::collections::BTreeSet;

use channels::Parts;
use conversation::marker::DEFAULT_MARKER;
use conversation::{IntegrationId, Marker};
use outbound::{Access, EndpointUrl};
use store::{Channel, Integration, Reply, TransferSettings};

use crate::fields::Fields;
use crate::refused::Refused;
use crate::secret_input::SecretInput;

const MAX_NAME: usize = 200;
/// Of the ids that others give: queues, voices, models.
const MAX_ID: usize = 256;
/// Of what a customer is told when the conversation goes to people.
const MAX_TRANSFER_MESSAGE: usize = 4096;
const MAX_MARKER: usize = 256;
const DEFAULT_INTERVAL_MS: u32 = 1000;
const MAX_INTERVAL_MS: u32 = 3_600_000;
const DEFAULT_REPLIES_PER_HOUR: u32 = 60;
const MAX_REPLIES_PER_HOUR: u32 = 1000;

const FIELDS: [&str; 18] = [
    "id",
    "name",
    "enabled",
    "channel",
    "assistant",
    "interval_ms",
    "transfer",
    "reply",
    "desk",
    "desk_in_use",
    "hours",
    "phrases",
    "return_after_hours",
    "release_keyword",
    "answer_on_release",
    "return_on_recovery",
    "answer_when_enabled",
    "max_replies_per_hour",
];

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
    Desk,
}

pub(super) fn integration(
    id: IntegrationId,
    mut body: Fields,
    access: Access,
) -> Result<Draft, Refused> {
    body.only(&FIELDS)?;
    body.same_id(id.as_str())?;
    let mut reader = Reader {
        access,
        secrets: Vec::new(),
        urls: Vec::new(),
    };
    // It is shown, and follows from the channel and the desk.
    body.string("desk_in_use")?;
    let name = body.required_text("name", MAX_NAME)?;
    let channel = reader.channel(body.required_object("channel")?)?;
    let desk = match body.nullable("desk").object("desk")? {
        Some(desk) => reader.desk(desk, &channel)?,
        None => None,
    };
    let mut settings = Integration {
        id,
        name,
        enabled: body.flag("enabled")?.unwrap_or(true),
        assistant: reader.assistant(body.required_object("assistant")?)?,
        interval_ms: body
            .whole("interval_ms", 0..=MAX_INTERVAL_MS)?
            .unwrap_or(DEFAULT_INTERVAL_MS)
            .into(),
        transfer: transfer(
            body.required_object("transfer")?,
            super::desk::in_use(&channel, desk.as_ref()),
            &channel,
        )?,
        reply: match body.object("reply")? {
            Some(reply) => reader.reply(reply)?,
            None => Reply::Text,
        },
        channel,
        desk,
        hours: match body.nullable("hours").object("hours")? {
            Some(hours) => Some(people::hours(hours)?),
            None => None,
        },
        phrases: people::phrases(&mut body)?,
        return_after_hours: people::return_after_hours(&mut body)?,
        release_keyword: people::release_keyword(&mut body)?,
        answer_on_release: body.flag("answer_on_release")?.unwrap_or(true),
        return_on_recovery: body.flag("return_on_recovery")?.unwrap_or(true),
        answer_when_enabled: body.flag("answer_when_enabled")?.unwrap_or(true),
        max_replies_per_hour: body
            .whole("max_replies_per_hour", 1..=MAX_REPLIES_PER_HOUR)?
            .unwrap_or(DEFAULT_REPLIES_PER_HOUR),
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
}

/// `desk` is the kind of the desk that the queue belongs to.
fn transfer(
    mut fields: Fields,
    desk: &str,
    channel: &Channel,
) -> Result<TransferSettings, Refused> {
    fields.only(&["queue", "message", "marker"])?;
    let marker = fields.text("marker", MAX_MARKER)?;
    let marker = marker.unwrap_or_else(|| DEFAULT_MARKER.to_owned());
    Marker::parse(&marker).map_err(|error| Refused::invalid(fields.path("marker"), error))?;
    let queue = fields.required_text("queue", MAX_ID)?;
    let bot_queue = channel.values.get("bot_queue").map(String::as_str);
    super::desk::check_queue(desk, &queue, bot_queue)
        .map_err(|problem| Refused::invalid(fields.path("queue"), problem))?;
    Ok(TransferSettings {
        queue,
        message: fields.required_text("message", MAX_TRANSFER_MESSAGE)?,
        marker,
    })
}
