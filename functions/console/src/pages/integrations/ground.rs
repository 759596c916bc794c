//! What a form is made on: an integration that is stored, or none yet.

use std::collections::BTreeSet;

use conversation::IntegrationId;
use serde_json::{Value, json};
use settings::{Assistant, Integration};
use store::{IntegrationRecord, Stored};

use super::setting::{Kind, Setting};
use super::values::{self, BASE, VERSION, Values};
use crate::Console;
use crate::error::ApiError;
use crate::identity::Identity;
use crate::integrations::find;
use crate::pages::{Fields, View};

pub(super) struct Ground {
    /// None for an integration that is to be made.
    pub(super) id: Option<IntegrationId>,
    /// The version and the settings that a form was made from, where it is not what is stored now.
    made_from: Option<(String, String)>,
    stored: Option<Stored<IntegrationRecord>>,
    /// Ids and names of those that may be chosen.
    pub(super) assistants: Vec<(String, String)>,
    /// The ids that a new one may have; none if it is any.
    pub(super) may_make: Option<BTreeSet<String>>,
}

impl Ground {
    /// Of an integration that is to be made.
    pub(super) async fn new(console: &Console, identity: &Identity) -> Result<Self, ApiError> {
        let may_make = identity.only().map(|only| only.iter().map(text).collect());
        Ok(Self {
            id: None,
            made_from: None,
            stored: None,
            assistants: assistants(console, identity).await?,
            may_make,
        })
    }

    /// Of a stored one.
    pub(super) async fn of(
        console: &Console,
        identity: &Identity,
        id: &str,
    ) -> Result<Self, ApiError> {
        let (stored, assistants) =
            tokio::try_join!(find(console, id), assistants(console, identity))?;
        Ok(Self {
            id: Some(stored.value.settings.id.clone()),
            made_from: None,
            stored: Some(stored),
            assistants,
            may_make: None,
        })
    }

    /// Of one that is stored, or was until somebody deleted it.
    pub(super) async fn of_once_stored(
        console: &Console,
        identity: &Identity,
        id: &IntegrationId,
    ) -> Result<Self, ApiError> {
        match Self::of(console, identity, id.as_str()).await {
            Err(ApiError::NotFound) => Ok(Self {
                id: Some(id.clone()),
                ..Self::new(console, identity).await?
            }),
            ground => ground,
        }
    }

    /// The same for a form that was sent and is shown again: whoever mends a mistake has not seen what
    /// was saved meanwhile.
    pub(super) fn as_sent(self, fields: &Fields) -> Self {
        let made_from = [VERSION, BASE].map(|name| fields.text(name).to_owned());
        Self {
            made_from: Some(made_from.into()),
            ..self
        }
    }

    pub(super) fn settings(&self) -> Option<&Integration> {
        Some(&self.stored.as_ref()?.value.settings)
    }

    /// The settings as the API shows them; null if there are none.
    pub(super) fn shown(&self) -> Value {
        self.settings()
            .map_or(Value::Null, |settings| json!(settings))
    }

    pub(super) fn values(&self) -> Values {
        Values::of(&self.shown())
    }

    pub(super) fn stored_secrets(&self) -> BTreeSet<String> {
        self.settings().map(values::secrets).unwrap_or_default()
    }

    pub(super) fn stored_kind(&self) -> Option<Kind> {
        Kind::of(self.settings()?.channel.kind())
    }

    /// The version that the form is made from; empty if there is none.
    pub(super) fn version(&self) -> String {
        if let Some((version, _)) = &self.made_from {
            return version.clone();
        }
        let version = self
            .stored
            .as_ref()
            .map(|stored| stored.version.to_string());
        version.unwrap_or_default()
    }

    /// The settings that the form is made from, for whoever is told later what changed.
    pub(super) fn base(&self) -> String {
        if let Some((_, base)) = &self.made_from {
            return base.clone();
        }
        match self.shown() {
            Value::Null => String::new(),
            shown => shown.to_string(),
        }
    }

    /// Where the form is sent.
    pub(super) fn address(&self) -> String {
        let id = self.id.as_ref().map_or(super::NEW, IntegrationId::as_str);
        format!("{}/{id}", super::LIST)
    }

    /// Where a part of the form is made anew.
    pub(super) fn part(&self, name: &str) -> String {
        match &self.settings() {
            Some(settings) => format!("{}/{}/{name}", super::LIST, settings.id.as_str()),
            None => format!("/console/{name}"),
        }
    }

    /// Where the provider sends its webhooks.
    pub(super) fn webhook_url(&self, view: &View) -> Option<String> {
        view.own_url(&format!("/webhooks/{}", self.settings()?.id.as_str()))
    }

    pub(super) fn title(&self, view: &View) -> String {
        match self.settings() {
            Some(settings) => settings.name.as_str().to_owned(),
            None => view.texts().integration_form.new_title.to_owned(),
        }
    }
}

/// The secrets of every kind, by their fields.
pub(super) fn secret_fields() -> Vec<&'static str> {
    let paths = Setting::ALL.iter().map(|setting| setting.path());
    paths
        .filter(|path| super::schema::Shape::at(path).is_some_and(|shape| shape.is_secret()))
        .collect()
}

async fn assistants(
    console: &Console,
    identity: &Identity,
) -> Result<Vec<(String, String)>, ApiError> {
    let mut listed = console.settings.assistants::<Assistant>().await?;
    listed.retain(|listed| identity.sees_assistant(&listed.integrations));
    let named = listed.into_iter().map(|listed| {
        let assistant = listed.stored.value;
        let id = assistant.id.as_str().to_owned();
        (id.clone(), format!("{} ({id})", assistant.name.as_str()))
    });
    Ok(named.collect())
}

fn text(id: &IntegrationId) -> String {
    id.as_str().to_owned()
}
