//! The integrations.

mod check;
mod render;
mod secrets;
pub(crate) mod url_check;
mod webhook;

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use channels::AnyChannel;
use conversation::{AssistantId, IntegrationId};
use fields::Expected;
use futures_util::future::try_join_all;
use serde_json::{Map, Value};
use settings::Integration;
use store::{Did, IntegrationRecord, SettingsError, Stored};

use crate::answer::Answer;
use crate::error::ApiError;
use crate::identity::Identity;
use crate::openapi::Call;
use crate::permission::Permission;
use crate::refused::{Reason, Refused};
use crate::router::Part;
use crate::{Console, answer, body, etag};

use check::check;
pub(crate) use check::{Checked, Code, Found, Why, checked};
use render::{Shown, Written};
pub(crate) use webhook::connect_to;
use webhook::{Connected, connect};

pub(crate) fn parts() -> Vec<Part> {
    vec![
        Part::at("/console/api/integrations").get(
            list,
            Permission::Settings,
            Call::new("listIntegrations", "All integrations, by id")
                .lists::<Shown<'_>>("integrations"),
        ),
        Part::at("/console/api/integrations/{id}")
            .get(
                get,
                Permission::SettingsOfIntegration,
                Call::new("getIntegration", "One integration").gives_version::<Shown<'_>>(),
            )
            .put(
                put,
                Permission::SettingsOfIntegration,
                Some(Did::SaveIntegration),
                Call::new("putIntegration", "Write an integration")
                    .takes_under_id::<Written>()
                    .puts::<Shown<'_>>(),
            )
            .delete(
                delete,
                Permission::SettingsOfIntegration,
                Some(Did::DeleteIntegration),
                Call::new("deleteIntegration", "Delete an integration")
                    .if_match()
                    .deletes(),
            ),
        Part::at("/console/api/integrations/{id}/check").post(
            check,
            Permission::SettingsOfIntegration,
            None,
            Call::new("checkIntegration", "Whether each part works right now")
                .says(
                    "Asks the assistant's server, ElevenLabs, the channel and the desk side by side, \
                     each for 8 s at most. Nothing is kept.",
                )
                .gives::<Checked>("What was found."),
        ),
        Part::at("/console/api/integrations/{id}/webhook").post(
            connect,
            Permission::SettingsOfIntegration,
            Some(Did::ConnectWebhook),
            Call::new(
                "connectWebhook",
                "Ask the provider to send its webhooks here",
            )
            .says(
                "For Telegram, to `/webhooks/{id}` at the host of this request. Other channels \
                     answer 422 `unsupported`: write the URL into the provider's own settings.",
            )
            .gives::<Connected>("The provider was told.")
            .asks_the_channel(),
        ),
    ]
}

pub(crate) async fn list(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
) -> Answer {
    let stored = seen(&console, &identity).await?;
    let shown = stored
        .iter()
        .map(|stored| Shown::new(&stored.value.settings));
    answer::list("integrations", &shown.collect::<Vec<_>>())
}

/// The integrations that there are for somebody, by id.
pub(crate) async fn seen(
    console: &Console,
    identity: &Identity,
) -> Result<Vec<Stored<IntegrationRecord>>, ApiError> {
    let Some(only) = identity.only() else {
        return Ok(console.settings.integrations().await?);
    };
    let stored = try_join_all(only.iter().map(|id| console.settings.integration(id)));
    Ok(stored.await?.into_iter().flatten().collect())
}

pub(crate) async fn get(State(console): State<Arc<Console>>, Path(id): Path<String>) -> Answer {
    let stored = find(&console, &id).await?;
    let shown = Shown::new(&stored.value.settings);
    answer::one(StatusCode::OK, &shown, stored.version)
}

/// Writes an integration. Without `If-Match`, the version that is read here is replaced; a change
/// in between is a conflict all the same, since what was kept or compared may be gone.
pub(crate) async fn put(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let body = body::object(&body)?;
    let saved = save(&console, &identity, &id, body, &headers).await?;
    let status = answer::put_status(saved.replaced);
    answer::one(status, &Shown::new(&saved.settings), saved.version)
}

/// An integration that was just written.
pub(crate) struct Saved {
    pub(crate) settings: Integration,
    version: u64,
    /// The version before.
    replaced: Option<u64>,
}

/// Writes an integration, unless the conditions of the headers say that it is not meant.
pub(crate) async fn save(
    console: &Console,
    identity: &Identity,
    id: &str,
    body: Map<String, Value>,
    conditions: &HeaderMap,
) -> Result<Saved, ApiError> {
    let id = IntegrationId::parse(id).map_err(|error| Refused::new("id", error))?;
    let mut settings = read(body::under_id(body, id.as_str())?)?;
    let mut urls = fields::check_written(&mut settings, console.client.access())?;
    let stored = console.settings.integration(&id).await?;
    let version = stored.as_ref().map(|stored| stored.version);
    etag::check(conditions, version)?;
    check_assistant(console, identity, &settings.assistant.id).await?;
    let replaced = stored.as_ref().map(|stored| &stored.value);
    if let Some(replaced) = replaced {
        // Those were resolved when they were written, and each connection resolves them again.
        let known = fields::check_written(&mut replaced.settings.clone(), console.client.access());
        let known = known.unwrap_or_default();
        urls.retain(|url| !known.contains(url));
    }
    url_check::check(&console.client, &urls).await?;

    let record = secrets::seal(&console.secrets, settings, replaced).await?;
    let written = console
        .settings
        .put_integration(&record, stored.as_ref())
        .await;
    let settings = record.settings;
    let written = written.map_err(|error| match error {
        SettingsError::NoSuchAssistant => not_held(&settings.assistant.id).into(),
        other => ApiError::from(other),
    })?;
    Ok(Saved {
        settings,
        version: written,
        replaced: version,
    })
}

/// An integration would show its assistant to whoever may change it.
async fn check_assistant(
    console: &Console,
    identity: &Identity,
    assistant: &AssistantId,
) -> Result<(), ApiError> {
    if identity.only().is_none() {
        return Ok(());
    }
    let of = console.settings.assistant_integrations(assistant).await?;
    match of.is_some_and(|of| identity.sees_assistant(&of)) {
        true => Ok(()),
        false => Err(not_held(assistant).into()),
    }
}

/// Reads an integration without the field that is only shown, since it follows from the others.
fn read(mut body: Map<String, Value>) -> Result<Integration, Refused> {
    match body.remove("desk_in_use") {
        None | Some(Value::String(_)) => Ok(Integration::read(body.into())?),
        Some(_) => Err(Refused::wrong_type("desk_in_use", Expected::Text)),
    }
}

pub(crate) async fn delete(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    delete_over(&console, &id, &headers).await?;
    Ok(answer::gone())
}

/// Deletes an integration, if the headers allow that.
pub(crate) async fn delete_over(
    console: &Console,
    id: &str,
    headers: &HeaderMap,
) -> Result<(), ApiError> {
    let stored = find(console, id).await?;
    etag::check(headers, Some(stored.version))?;
    console.settings.delete_integration(&stored).await?;
    // What is left expires by itself, and would only tell of an integration that is no more.
    if let Err(error) = console.webhooks.forget(&stored.value.settings.id).await {
        tracing::warn!(%error, "the notes on an integration's webhooks were not deleted");
    }
    Ok(())
}

pub(crate) async fn find(
    console: &Console,
    id: &str,
) -> Result<Stored<IntegrationRecord>, ApiError> {
    let id = IntegrationId::parse(id).map_err(|_| ApiError::NotFound)?;
    let stored = console.settings.integration(&id).await?;
    stored.ok_or(ApiError::NotFound)
}

/// The channel for sending, with the integration's own credentials.
pub(crate) async fn channel(
    console: &Console,
    record: &IntegrationRecord,
) -> Result<AnyChannel, ApiError> {
    let IntegrationRecord { settings, secrets } = record;
    let opened = console
        .secrets
        .open_outbound(&settings.id, &secrets.outbound)
        .await?;
    let settings = settings.opened(&opened.values);
    channels::outbound(&settings.channel, console.client.clone()).map_err(ApiError::internal)
}

fn not_held(id: &AssistantId) -> Refused {
    Refused::new("assistant.id", Reason::UnknownAssistant(id.clone()))
}
