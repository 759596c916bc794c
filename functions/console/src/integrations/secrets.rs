//! An integration's secrets, made of those in the request and the stored ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use fields::{Found, SecretScope, SecretState, Walk};
use lambda::SystemRandom;
use secrecy::SecretString;
use settings::{Integration, SecretValues};
use store::{InboundSecrets, IntegrationRecord, OutboundSecrets, SealedSecrets, Secrets};

use crate::AnyClock;
use crate::error::ApiError;
use crate::refused::{Reason, Refused};

/// Seals the new secrets and those that stay. The conversation key is made once and stays for ever,
/// since the ids of the conversations are derived from it.
pub(super) async fn seal(
    secrets: &Secrets<AnyClock>,
    mut settings: Integration,
    replaced: Option<&IntegrationRecord>,
) -> Result<IntegrationRecord, ApiError> {
    let mut written = found(&mut settings);
    let keeps = written.secrets.iter().any(|secret| secret.new.is_none());
    let stored = match replaced {
        Some(record) => Some(Stored::open(secrets, keeps, record).await?),
        None => None,
    };
    let mut inbound = SecretValues::new();
    let mut outbound = SecretValues::new();
    for mut secret in std::mem::take(&mut written.secrets) {
        let value = match secret.new.take() {
            Some(new) => new,
            None => kept(stored.as_ref(), &settings, &written, &secret)?,
        };
        if secret.scope.inbound() {
            inbound.insert(secret.path.clone(), value.clone());
        }
        if secret.scope.outbound() {
            outbound.insert(secret.path, value);
        }
    }
    let inbound = match stored {
        Some(stored) => stored.inbound.with_values(inbound),
        None => InboundSecrets::new(SystemRandom.key().map_err(ApiError::internal)?, inbound),
    };
    let id = &settings.id;
    let outbound = OutboundSecrets { values: outbound };
    let secrets = SealedSecrets {
        inbound: secrets.seal_inbound(id, &inbound).await?,
        outbound: secrets.seal_outbound(id, &outbound).await?,
    };
    Ok(IntegrationRecord { settings, secrets })
}

/// The secrets of the settings, and the URLs that they go to, found by their types.
#[derive(Default)]
struct Places {
    secrets: Vec<Place>,
    /// The origins of the URLs, by their paths.
    origins: BTreeMap<String, String>,
}

struct Place {
    path: String,
    scope: SecretScope,
    /// The new secret; none to keep the stored one.
    new: Option<SecretString>,
}

/// Takes the new secrets out of the settings, which are shown and stored without them.
fn found(settings: &mut Integration) -> Places {
    let mut places = Places::default();
    settings.walk("", &mut |path, found| match found {
        Found::Secret(scope, state) => {
            let new = match std::mem::replace(state, SecretState::Stored) {
                SecretState::Known(secret) => Some(secret),
                SecretState::Stored | SecretState::Missing(_) => None,
            };
            let path = path.to_owned();
            places.secrets.push(Place { path, scope, new });
        }
        Found::Link(url, _) => {
            let origin = url.origin().ascii_serialization();
            places.origins.insert(path.to_owned(), origin);
        }
    });
    places
}

impl Places {
    /// The URLs to which the secrets of the same section of the settings go.
    fn destinations(&self, section: &str) -> Vec<&String> {
        let beside = self.origins.iter();
        beside
            .filter(|(path, _)| section_of(path) == section)
            .map(|(_, origin)| origin)
            .collect()
    }
}

fn section_of(path: &str) -> &str {
    path.split('.').next().unwrap_or_default()
}

/// The stored secrets, opened as far as needed.
struct Stored<'a> {
    settings: &'a Integration,
    places: Places,
    inbound: Arc<InboundSecrets>,
    outbound: Option<Arc<OutboundSecrets>>,
}

impl<'a> Stored<'a> {
    async fn open(
        secrets: &Secrets<AnyClock>,
        keeps: bool,
        record: &'a IntegrationRecord,
    ) -> Result<Self, ApiError> {
        let IntegrationRecord {
            settings,
            secrets: sealed,
        } = record;
        let outbound = match keeps {
            true => Some(
                secrets
                    .open_outbound(&settings.id, &sealed.outbound)
                    .await?,
            ),
            false => None,
        };
        Ok(Self {
            settings,
            places: found(&mut settings.clone()),
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
    written: &Places,
    secret: &Place,
) -> Result<SecretString, Refused> {
    let Place { path, .. } = secret;
    let refused = |reason| Refused::new(path, reason);
    let none = || refused(Reason::SecretNotSet);
    let stored = stored.ok_or_else(none)?;
    if destination_changed(stored, settings, written, secret) {
        return Err(refused(Reason::SecretNeededAgain));
    }
    stored.secret(path).cloned().ok_or_else(none)
}

/// Whether a secret would go to another server, or to another provider, than before. A secret
/// without a destination before was not there.
fn destination_changed(
    stored: &Stored<'_>,
    settings: &Integration,
    written: &Places,
    secret: &Place,
) -> bool {
    let section = section_of(&secret.path);
    if section == "channel" && stored.settings.channel.kind() != settings.channel.kind() {
        return true;
    }
    let before = stored.places.destinations(section);
    let now = written.destinations(section);
    secret.scope.outbound() && !before.is_empty() && before != now
}
