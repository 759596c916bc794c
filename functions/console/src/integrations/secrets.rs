//! An integration's secrets, from what was written and what is stored.

use std::sync::Arc;

use channels::{Field, Parts};
use lambda::SystemRandom;
use outbound::{Access, EndpointUrl};
use secrecy::SecretString;
use settings::{Channel, Integration, Reply, Secret};
use store::{
    InboundSecrets, IntegrationRecord, OutboundSecrets, SealedSecrets, SecretValues, Secrets,
};

use super::desk;
use super::parse::{DraftSecret, Section};
use crate::AnyClock;
use crate::error::ApiError;
use crate::refused::Refused;

/// Seals the new secrets and those that stay. The conversation key is made once and stays for
/// ever: the ids of the conversations come from it.
pub(super) async fn seal(
    secrets: &Secrets<AnyClock>,
    drafts: Vec<DraftSecret>,
    settings: &Integration,
    replaced: Option<&IntegrationRecord>,
) -> Result<SealedSecrets, ApiError> {
    let stored = match replaced {
        Some(record) => Some(Stored::open(secrets, &drafts, record).await?),
        None => None,
    };
    let mut inbound = SecretValues::new();
    let mut outbound = SecretValues::new();
    for DraftSecret {
        section,
        path,
        parts,
        secret,
    } in drafts
    {
        let secret = match secret {
            Secret::Written(secret) => secret,
            Secret::Stored | Secret::Unset => {
                kept(stored.as_ref(), settings, section, parts, &path)?
            }
        };
        if parts.inbound() {
            inbound.insert(path.clone(), secret.clone());
        }
        if parts.outbound() {
            outbound.insert(path, secret);
        }
    }
    let inbound = match stored {
        Some(stored) => stored.inbound.with_values(inbound),
        None => InboundSecrets::new(SystemRandom.key().map_err(ApiError::internal)?, inbound),
    };
    Ok(SealedSecrets {
        inbound: secrets.seal_inbound(&settings.id, &inbound).await?,
        outbound: secrets
            .seal_outbound(&settings.id, &OutboundSecrets { values: outbound })
            .await?,
    })
}

/// What is stored, opened as far as it is needed.
struct Stored<'a> {
    settings: &'a Integration,
    inbound: Arc<InboundSecrets>,
    outbound: Option<Arc<OutboundSecrets>>,
}

impl<'a> Stored<'a> {
    async fn open(
        secrets: &Secrets<AnyClock>,
        drafts: &[DraftSecret],
        record: &'a IntegrationRecord,
    ) -> Result<Self, ApiError> {
        let IntegrationRecord {
            settings,
            secrets: sealed,
        } = record;
        let keeps = |draft: &DraftSecret| draft.secret == Secret::Stored;
        let outbound = match drafts.iter().any(keeps) {
            true => Some(
                secrets
                    .open_outbound(&settings.id, &sealed.outbound)
                    .await?,
            ),
            false => None,
        };
        Ok(Self {
            settings,
            inbound: secrets.open_inbound(&settings.id, &sealed.inbound).await?,
            outbound,
        })
    }

    fn secret(&self, path: &str) -> Option<&SecretString> {
        let outbound = || self.outbound.as_ref()?.values.get(path);
        self.inbound.values.get(path).or_else(outbound)
    }
}

/// The stored secret, unless it would go where it has never been.
fn kept(
    stored: Option<&Stored<'_>>,
    settings: &Integration,
    section: Section,
    parts: Parts,
    path: &str,
) -> Result<SecretString, Refused> {
    let refused = |code, message| Refused::new(code, path.to_owned(), message);
    let none = || refused("secret_not_set", "there is none to keep: write it");
    let stored = stored.ok_or_else(none)?;
    if moved(stored.settings, settings, section, parts) {
        let message = "must be written again: it would go to another place than before";
        return Err(refused("secret_needed_again", message));
    }
    stored.secret(path).cloned().ok_or_else(none)
}

/// Whether a secret would go elsewhere than before: to another server, or to another provider.
fn moved(old: &Integration, new: &Integration, section: Section, parts: Parts) -> bool {
    match section {
        Section::Channel if old.channel.kind != new.channel.kind => true,
        Section::Channel => {
            parts.outbound() && channel_origins(&old.channel) != channel_origins(&new.channel)
        }
        Section::Assistant => {
            origin(old.assistant.base_url.as_str()) != origin(new.assistant.base_url.as_str())
        }
        // A reply in text had no secret that could move.
        Section::Reply => {
            voice_origin(&old.reply).is_some_and(|old| voice_origin(&new.reply) != Some(old))
        }
        // A desk that was not set apart had no secret that could move.
        Section::Desk => {
            let desk = old.desk.as_ref().map(desk_origins);
            desk.is_some_and(|old| {
                !old.is_empty() && new.desk.as_ref().map(desk_origins) != Some(old)
            })
        }
    }
}

fn channel_origins(channel: &Channel) -> Vec<Option<String>> {
    let fields = channels::kind(&channel.kind).map_or(&[][..], |kind| kind.fields);
    origins(channel, fields)
}

fn desk_origins(desk: &Channel) -> Vec<Option<String>> {
    origins(desk, desk::fields(&desk.kind).unwrap_or_default())
}

fn origins(of: &Channel, fields: &[Field]) -> Vec<Option<String>> {
    fields
        .iter()
        .filter(|field| field.url)
        .map(|field| origin(of.values.get(field.name)?))
        .collect()
}

fn voice_origin(reply: &Reply) -> Option<String> {
    match reply {
        Reply::Text => None,
        Reply::Voice(voice) => origin(voice.base_url.as_str()),
    }
}

fn origin(url: &str) -> Option<String> {
    let url = EndpointUrl::parse(url, Access::Anywhere).ok()?;
    Some(url.origin().ascii_serialization())
}
