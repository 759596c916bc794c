//! The assistants.

pub(crate) mod versions;

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use conversation::AssistantId;
use settings::Assistant;
use store::{Did, ListedAssistant, Stored};

use crate::answer::Answer;
use crate::error::ApiError;
use crate::identity::Identity;
use crate::openapi::Call;
use crate::permission::Permission;
use crate::refused::Refused;
use crate::router::Part;
use crate::{Console, answer, body, etag};

pub(crate) fn parts() -> Vec<Part> {
    let mut parts = vec![
        Part::at("/console/api/assistants").get(
            list,
            Permission::Settings,
            Call::new("listAssistants", "All assistants, by id").lists::<Assistant>("assistants"),
        ),
        Part::at("/console/api/assistants/{id}")
            .get(
                get,
                Permission::ReadAssistant,
                Call::new("getAssistant", "One assistant").gives_version::<Assistant>(),
            )
            .put(
                put,
                Permission::ChangeAssistant,
                Some(Did::SaveAssistant),
                Call::new("putAssistant", "Write an assistant")
                    .takes_under_id::<Assistant>()
                    .puts::<Assistant>(),
            )
            .delete(
                delete,
                Permission::ChangeAssistant,
                Some(Did::DeleteAssistant),
                Call::new(
                    "deleteAssistant",
                    "Delete an assistant and all its versions",
                )
                .if_match()
                .deletes(),
            ),
    ];
    parts.extend(versions::parts());
    parts
}

async fn list(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
) -> Answer {
    let listed = seen(&console, &identity).await?;
    let listed = listed.into_iter().map(|it| it.stored.value);
    answer::list("assistants", &listed.collect::<Vec<_>>())
}

/// The assistants that there are for somebody, by id.
pub(crate) async fn seen(
    console: &Console,
    identity: &Identity,
) -> Result<Vec<ListedAssistant<Assistant>>, ApiError> {
    let mut listed = console.settings.assistants::<Assistant>().await?;
    listed.retain(|listed| identity.sees_assistant(&listed.integrations));
    Ok(listed)
}

pub(crate) async fn get(State(console): State<Arc<Console>>, Path(id): Path<String>) -> Answer {
    let (_, stored) = find(&console, &id).await?;
    answer::one(StatusCode::OK, &stored.value, stored.version)
}

pub(crate) async fn put(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let id = AssistantId::parse(&id).map_err(|error| Refused::new("id", error))?;
    let body = body::under_id(body::object(&body)?, id.as_str())?;
    let settings = Assistant::read(body.into())?;
    let (version, replaced) = save_over(&console, &identity, &settings, &headers).await?;
    answer::one(answer::put_status(replaced), &settings, version)
}

/// Stores an assistant, if the headers allow that. Gives its version, and the one that it replaces.
pub(crate) async fn save_over(
    console: &Console,
    identity: &Identity,
    assistant: &Assistant,
    headers: &HeaderMap,
) -> Result<(u64, Option<u64>), ApiError> {
    let stored = console
        .settings
        .assistant::<Assistant>(&assistant.id)
        .await?;
    let replaced = stored.map(|stored| stored.version);
    if replaced.is_some() {
        may_change(console, identity, &assistant.id).await?;
    }
    etag::check(headers, replaced)?;
    let version = save(console, identity, assistant, replaced).await?;
    Ok((version, replaced))
}

/// Stores an assistant over the version `replaced`, or a new one. Gives its version.
async fn save(
    console: &Console,
    identity: &Identity,
    assistant: &Assistant,
    replaced: Option<u64>,
) -> Result<u64, ApiError> {
    // So that those who make it see it before an integration uses it.
    let made_for = identity.only();
    let by = identity.who();
    let put = console
        .settings
        .put_assistant_for(&assistant.id, assistant, replaced, &by, made_for);
    Ok(put.await?)
}

pub(crate) async fn delete(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    delete_over(&console, &id, &headers).await?;
    Ok(answer::gone())
}

/// Deletes an assistant, if the headers allow that.
pub(crate) async fn delete_over(
    console: &Console,
    id: &str,
    headers: &HeaderMap,
) -> Result<(), ApiError> {
    let (id, stored) = find(console, id).await?;
    etag::check(headers, Some(stored.version))?;
    let delete = console.settings.delete_assistant(&id, stored.version);
    delete.await?;
    Ok(())
}

/// Somebody else may have made it since the permission was checked.
async fn may_change(
    console: &Console,
    identity: &Identity,
    id: &AssistantId,
) -> Result<(), ApiError> {
    let may = is_open(console, identity, id.as_str()).await?;
    may.then_some(()).ok_or(ApiError::NotFound)
}

/// Whether somebody may change an assistant that there is.
pub(crate) async fn is_open(
    console: &Console,
    identity: &Identity,
    id: &str,
) -> Result<bool, ApiError> {
    if identity.only().is_none() {
        return Ok(true);
    }
    let id = AssistantId::parse(id).map_err(|_| ApiError::NotFound)?;
    let of = console.settings.assistant_integrations(&id).await?;
    Ok(of.is_some_and(|of| identity.may_change_assistant(&of)))
}

pub(crate) async fn find(
    console: &Console,
    id: &str,
) -> Result<(AssistantId, Stored<Assistant>), ApiError> {
    let id = AssistantId::parse(id).map_err(|_| ApiError::NotFound)?;
    let stored = console.settings.assistant(&id).await?;
    let stored = stored.ok_or(ApiError::NotFound)?;
    Ok((id, stored))
}
