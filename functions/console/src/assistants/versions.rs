//! What an assistant was before.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use conversation::AssistantId;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use settings::Assistant;
use store::{AssistantVersion, Did};

use super::{may_change, save};
use crate::answer::Answer;
use crate::at::At;
use crate::error::ApiError;
use crate::identity::Identity;
use crate::openapi::Call;
use crate::permission::Permission;
use crate::router::Part;
use crate::who::Who;
use crate::{Console, answer, etag};

/// The parameters of a path: an assistant, and one of its versions.
type Ids = [String; 2];

pub(super) fn parts() -> Vec<Part> {
    vec![
        Part::at("/console/api/assistants/{id}/versions").get(
            list,
            Permission::ReadAssistant,
            Call::new("listAssistantVersions", "Its versions, the newest first")
                .says("The first is the current one. Of those before it, the newest 50 are kept.")
                .lists::<Listed>("versions"),
        ),
        Part::at("/console/api/assistants/{id}/versions/{version}").get(
            get,
            Permission::ReadAssistant,
            Call::new("getAssistantVersion", "One of its versions").gives::<Shown>("The version."),
        ),
        Part::at("/console/api/assistants/{id}/versions/{version}/restore").post(
            restore,
            Permission::ChangeAssistant,
            Some(Did::RestoreAssistant),
            Call::new("restoreAssistant", "Bring a version back, as a new one")
                .if_match()
                .gives_version::<Assistant>()
                .fails("409", "Conflict"),
        ),
    ]
}

/// A version in the list.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AssistantVersionListed")]
struct Listed {
    #[serde(flatten)]
    saved: Saved,
    /// The names of the fields in which it differs from the version before it. Null for the oldest.
    changed: Option<Vec<String>>,
}

/// A version as a whole.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AssistantVersion")]
struct Shown {
    #[serde(flatten)]
    saved: Saved,
    assistant: Assistant,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Saved {
    version: u64,
    /// Null if that was not noted.
    saved_at: Option<At>,
    /// Null if that was not noted.
    saved_by: Option<Who>,
}

impl Saved {
    fn new<T>(version: &AssistantVersion<T>) -> Self {
        let saved = version.saved.as_ref();
        Self {
            version: version.version,
            saved_at: saved.map(|saved| saved.at.into()),
            saved_by: saved.map(|saved| saved.by.clone().into()),
        }
    }
}

async fn list(State(console): State<Arc<Console>>, Path(id): Path<String>) -> Answer {
    let versions = all(&console, &id).await?;
    let before = versions.iter().skip(1).map(Some).chain([None]);
    let listed = versions.iter().zip(before).map(|(version, before)| Listed {
        saved: Saved::new(version),
        changed: before.map(|before| changed(&before.assistant, &version.assistant)),
    });
    answer::list("versions", &listed.collect::<Vec<_>>())
}

async fn get(State(console): State<Arc<Console>>, Path([id, version]): Path<Ids>) -> Answer {
    let (_, found) = one(&console, [&id, &version]).await?;
    let shown = Shown {
        saved: Saved::new(&found),
        assistant: found.assistant,
    };
    answer::json(StatusCode::OK, &shown)
}

async fn restore(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path([id, version]): Path<Ids>,
    headers: HeaderMap,
) -> Answer {
    let restored = bring_back(&console, &identity, [&id, &version], &headers);
    let (assistant, version) = restored.await?;
    answer::one(StatusCode::OK, &assistant, version)
}

/// Saves a version of an assistant again, if the headers allow that. Gives it, and its new version.
pub(crate) async fn bring_back(
    console: &Console,
    identity: &Identity,
    ids: [&str; 2],
    headers: &HeaderMap,
) -> Result<(Assistant, u64), ApiError> {
    let (current, found) = one(console, ids).await?;
    let (current, assistant) = (Some(current), found.assistant);
    may_change(console, identity, &assistant.id).await?;
    etag::check(headers, current)?;
    let version = save(console, identity, &assistant, current).await?;
    Ok((assistant, version))
}

/// The current version, and those before it that are kept, the newest first.
pub(crate) async fn all(
    console: &Console,
    id: &str,
) -> Result<Vec<AssistantVersion<Assistant>>, ApiError> {
    let id = AssistantId::parse(id).map_err(|_| ApiError::NotFound)?;
    let versions = console.settings.assistant_versions(&id).await?;
    match versions.is_empty() {
        true => Err(ApiError::NotFound),
        false => Ok(versions),
    }
}

/// A version of an assistant, after the number of the current one.
async fn one(
    console: &Console,
    [id, version]: [&str; 2],
) -> Result<(u64, AssistantVersion<Assistant>), ApiError> {
    let id = AssistantId::parse(id).map_err(|_| ApiError::NotFound)?;
    let version = version.parse().map_err(|_| ApiError::NotFound)?;
    let found = console.settings.assistant_version(&id, version).await?;
    found.ok_or(ApiError::NotFound)
}

/// The names of the fields that differ.
pub(crate) fn changed(before: &Assistant, after: &Assistant) -> Vec<String> {
    let [before, after] = [before, after].map(|assistant| json!(assistant));
    let fields = after.as_object().into_iter().flatten();
    let differs = fields.filter(|(name, value)| before.get(name.as_str()) != Some(value));
    differs
        .map(|(name, _): (&String, &Value)| name.clone())
        .collect()
}
