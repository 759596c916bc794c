//! The assistants that we keep.

mod parse;

use assistant::AssistantSettings;
use conversation::AssistantId;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use store::Stored;

use crate::error::ApiError;
use crate::fields::Fields;
use crate::refused::Refused;
use crate::{Console, answer, precondition};

pub(crate) async fn list(console: &Console) -> Result<Response<Body>, ApiError> {
    let stored = console.settings.assistants::<AssistantSettings>().await?;
    let shown: Vec<_> = stored.into_iter().map(|(_, stored)| stored.value).collect();
    answer::list("assistants", &shown)
}

pub(crate) async fn get(console: &Console, id: &str) -> Result<Response<Body>, ApiError> {
    let (_, stored) = find(console, id).await?;
    answer::one(StatusCode::OK, &stored.value, stored.version)
}

pub(crate) async fn put(
    console: &Console,
    id: &str,
    request: &Request,
) -> Result<Response<Body>, ApiError> {
    let id = AssistantId::parse(id).map_err(|error| Refused::invalid("id".to_owned(), error))?;
    let settings = parse::assistant(&id, Fields::of_body(request.body())?)?;
    let stored = console.settings.assistant::<AssistantSettings>(&id).await?;
    let stored = stored.map(|stored| stored.version);
    precondition::check(request.headers(), stored)?;
    let version = console
        .settings
        .put_assistant(&id, &settings, stored)
        .await?;
    answer::one(answer::put_status(stored), &settings, version)
}

pub(crate) async fn delete(
    console: &Console,
    id: &str,
    request: &Request,
) -> Result<Response<Body>, ApiError> {
    let (id, stored) = find(console, id).await?;
    precondition::check(request.headers(), Some(stored.version))?;
    console
        .settings
        .delete_assistant(&id, stored.version)
        .await?;
    Ok(answer::gone())
}

async fn find(
    console: &Console,
    id: &str,
) -> Result<(AssistantId, Stored<AssistantSettings>), ApiError> {
    let id = AssistantId::parse(id).map_err(|_| ApiError::NotFound)?;
    let stored = console.settings.assistant(&id).await?;
    let stored = stored.ok_or(ApiError::NotFound)?;
    Ok((id, stored))
}
