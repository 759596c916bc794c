//! The assistants that we keep.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use conversation::AssistantId;
use settings::Assistant;
use store::Stored;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::openapi::Call;
use crate::refused::Refused;
use crate::router::Part;
use crate::{Console, answer, body, precondition};

pub(crate) fn parts() -> Vec<Part> {
    vec![
        Part::at("/console/api/assistants").get(
            list,
            Call::new("listAssistants", "All assistants, by id").lists::<Assistant>("assistants"),
        ),
        Part::at("/console/api/assistants/{id}")
            .get(
                get,
                Call::new("getAssistant", "One assistant").gives_version::<Assistant>(),
            )
            .put(
                put,
                Call::new("putAssistant", "Write an assistant")
                    .takes_under_id::<Assistant>()
                    .puts::<Assistant>(),
            )
            .delete(
                delete,
                Call::new("deleteAssistant", "Delete an assistant")
                    .if_match()
                    .deletes(),
            ),
    ]
}

async fn list(State(console): State<Arc<Console>>) -> Answer {
    let stored = console.settings.assistants::<Assistant>().await?;
    let shown: Vec<_> = stored.into_iter().map(|it| it.stored.value).collect();
    answer::list("assistants", &shown)
}

pub(crate) async fn get(State(console): State<Arc<Console>>, Path(id): Path<String>) -> Answer {
    let (_, stored) = find(&console, &id).await?;
    answer::one(StatusCode::OK, &stored.value, stored.version)
}

pub(crate) async fn put(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let id = AssistantId::parse(&id).map_err(|error| Refused::invalid("id".to_owned(), error))?;
    let body = body::under_id(&body, id.as_str())?;
    let settings: Assistant = fields::read(body.into())?;
    let stored = console.settings.assistant::<Assistant>(&id).await?;
    let stored = stored.map(|stored| stored.version);
    precondition::check(&headers, stored)?;
    let version = console
        .settings
        .put_assistant(&id, &settings, stored)
        .await?;
    answer::one(answer::put_status(stored), &settings, version)
}

pub(crate) async fn delete(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let (id, stored) = find(&console, &id).await?;
    precondition::check(&headers, Some(stored.version))?;
    console
        .settings
        .delete_assistant(&id, stored.version)
        .await?;
    Ok(answer::gone())
}

async fn find(console: &Console, id: &str) -> Result<(AssistantId, Stored<Assistant>), ApiError> {
    let id = AssistantId::parse(id).map_err(|_| ApiError::NotFound)?;
    let stored = console.settings.assistant(&id).await?;
    let stored = stored.ok_or(ApiError::NotFound)?;
    Ok((id, stored))
}
