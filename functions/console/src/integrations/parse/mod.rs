//! An integration as it is written: its form, before anything else is asked.

mod channel;
mod desk;

use channels::Parts;
use conversation::IntegrationId;
use outbound::{Access, BaseUrl, EndpointUrl};
use serde_json::json;
use settings::{Integration, Reply, Secret};

use crate::fields::Fields;
use crate::refused::Refused;

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
    pub(super) secret: Secret,
}

/// The part of the settings that says where a secret goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Channel,
    Assistant,
    Reply,
    Desk,
}

/// Channel and desk are read by the fields that their kinds have, all else by its type.
pub(super) fn integration(
    id: &IntegrationId,
    mut body: Fields,
    access: Access,
) -> Result<Draft, Refused> {
    body.of_id(id.as_str())?;
    // It is shown, and follows from the channel and the desk.
    body.string("desk_in_use")?;
    body.not_there("secrets_set")?;
    let mut reader = Reader {
        access,
        secrets: Vec::new(),
        urls: Vec::new(),
    };
    let channel = body.object("channel")?;
    let desk = body.nullable("desk").object("desk")?;
    // Without a channel nothing can be said of a desk.
    if let Some(channel) = channel {
        let channel = reader.channel(channel)?;
        if let Some(desk) = desk {
            body.put("desk", json!(reader.desk(desk, &channel)?));
        }
        body.put("channel", json!(channel));
    }
    let mut settings = Integration::read(body.into())?;
    reader.outside(&settings)?;
    check_queue(&settings)?;
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
    /// The keys of what is asked outside, and where they go.
    fn outside(&mut self, settings: &Integration) -> Result<(), Refused> {
        let assistant = &settings.assistant;
        self.account(
            Section::Assistant,
            "assistant",
            &assistant.api_key,
            assistant.base_url.as_str(),
        )?;
        match &settings.reply {
            Reply::Text => Ok(()),
            Reply::Voice(voice) => self.account(
                Section::Reply,
                "reply",
                &voice.api_key,
                voice.base_url.as_str(),
            ),
        }
    }

    fn account(
        &mut self,
        section: Section,
        name: &str,
        key: &Secret,
        base_url: &str,
    ) -> Result<(), Refused> {
        let path = format!("{name}.api_key");
        if *key == Secret::Unset {
            return Err(Refused::required(path));
        }
        self.secrets.push(DraftSecret {
            section,
            path,
            parts: Parts::Outbound,
            secret: key.clone(),
        });
        let path = format!("{name}.base_url");
        match BaseUrl::parse_written(base_url, self.access) {
            Ok(url) => self.urls.push((path, url.into())),
            Err(error) => return Err(Refused::invalid(path, error)),
        }
        Ok(())
    }
}

fn check_queue(settings: &Integration) -> Result<(), Refused> {
    let desk = super::desk::in_use(&settings.channel, settings.desk.as_ref());
    let bot_queue = settings.channel.values.get("bot_queue").map(String::as_str);
    super::desk::check_queue(desk, settings.transfer.queue.as_str(), bot_queue)
        .map_err(|problem| Refused::invalid("transfer.queue".to_owned(), problem))
}
