//! The integrations.

mod desk;
mod parse;
pub(crate) mod reach;
mod render;
mod secrets;
mod webhook;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use channels::AnyChannel;
use conversation::{AssistantId, IntegrationId};
use store::{IntegrationRecord, SettingsError, Stored};

use crate::answer::Answer;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::refused::Refused;
use crate::{Console, answer, precondition};

pub(crate) use webhook::connect;

pub(crate) async fn list(State(console): State<Arc<Console>>) -> Answer {
    let stored = console.settings.integrations().await?;
    let shown = stored
        .iter()
        .map(|stored| render::integration(&stored.value.settings));
    answer::list("integrations", &shown.collect::<Vec<_>>())
}

pub(crate) async fn get(State(console): State<Arc<Console>>, Path(id): Path<String>) -> Answer {
    let stored = find(&console, &id).await?;
    let shown = render::integration(&stored.value.settings);
    answer::one(StatusCode::OK, &shown, stored.version)
}

/// Without `If-Match` the version that is read here is replaced. A change in between is a
/// conflict all the same: what was kept or compared may be gone.
pub(crate) async fn put(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let id = IntegrationId::parse(&id).map_err(|error| Refused::invalid("id".to_owned(), error))?;
    let body = Fields::of_body(&body)?;
    let draft = parse::integration(&id, body, console.client.access())?;
    let stored = console.settings.integration(&draft.settings.id).await?;
    let version = stored.as_ref().map(|stored| stored.version);
    precondition::check(&headers, version)?;
    reach::check(&console.client, &draft.urls).await?;

    let replaced = stored.as_ref().map(|stored| &stored.value);
    let secrets = secrets::seal(&console.secrets, draft.secrets, &draft.settings, replaced).await?;
    let settings = draft.settings;
    let record = IntegrationRecord { settings, secrets };
    let written = console
        .settings
        .put_integration(&record, stored.as_ref())
        .await;
    let settings = record.settings;
    let written = written.map_err(|error| match error {
        SettingsError::NoSuchAssistant => not_held(&settings.assistant.id).into(),
        other => ApiError::from(other),
    })?;
    answer::one(
        answer::put_status(version),
        &render::integration(&settings),
        written,
    )
}

pub(crate) async fn delete(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let stored = find(&console, &id).await?;
    precondition::check(&headers, Some(stored.version))?;
    console.settings.delete_integration(&stored).await?;
    Ok(answer::gone())
}

pub(crate) async fn find(
    console: &Console,
    id: &str,
) -> Result<Stored<IntegrationRecord>, ApiError> {
    let id = IntegrationId::parse(id).map_err(|_| ApiError::NotFound)?;
    let stored = console.settings.integration(&id).await?;
    stored.ok_or(ApiError::NotFound)
}

/// The channel outwards, with the integration's own credentials.
pub(crate) async fn channel(
    console: &Console,
    record: &IntegrationRecord,
) -> Result<AnyChannel, ApiError> {
    let IntegrationRecord { settings, secrets } = record;
    let opened = console
        .secrets
        .open_outbound(&settings.id, &secrets.outbound)
        .await?;
    channels::outbound(
        &settings.channel.kind,
        &settings.channel.values,
        &store::secrets_of("channel", &opened.values),
        console.client.clone(),
    )
    .map_err(ApiError::internal)
}

/// Most who read this have pasted the id of an assistant that OpenAI used to keep.
fn not_held(id: &AssistantId) -> Refused {
    let id = id.as_str();
    let message = format!(
        "Recado holds no assistant {id}. OpenAI closed its Assistants API on 2026-08-26, so Recado \
         keeps the assistant itself: PUT /console/api/assistants/{id} with the model and the \
         instructions copied from the old assistant, then save this integration again"
    );
    Refused::new("unknown_assistant", "assistant.id".to_owned(), message)
}
