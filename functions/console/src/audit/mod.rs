//! Who did what: written when it is done, and shown.

mod view;

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use conversation::ports::{Clock, Random};
use conversation::{AssistantId, IntegrationId};
use lambda::{SystemRandom, error_chain};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use settings::INTEGRATION_ID;
use store::{About, AccessTokenId, AuditLine, Did};

use crate::answer::{Answer, DoneAllTheSame};
use crate::error::ApiError;
use crate::identity::Identity;
use crate::openapi::Call;
use crate::permission::Permission;
use crate::refused::Refused;
use crate::router::Part;
use crate::{Console, answer, query};
use view::Line;

/// A page of the audit.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct AuditPage {
    /// Newest first.
    lines: Vec<Line>,
    next_cursor: Option<String>,
}

pub(crate) fn parts() -> Vec<Part> {
    let call = Call::new("listAudit", "Who did what, newest first")
        .says("Operators see the lines of their integrations. A line is kept for a year.")
        .query(
            "integration",
            &json!({"type": "string", "pattern": INTEGRATION_ID}),
            "Only the lines of this one; it may be deleted.",
        )
        .query(
            "cursor",
            &json!({"type": "string"}),
            "The `next_cursor` of the page before.",
        )
        .gives::<AuditPage>("A page.")
        .refuses();
    vec![Part::at("/console/api/audit").get(list, Permission::Settings, call)]
}

async fn list(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    RawQuery(query): RawQuery,
) -> Answer {
    let page = page(&console, &identity, &query.unwrap_or_default()).await?;
    let body = AuditPage {
        lines: page.lines.into_iter().map(Line::new).collect(),
        next_cursor: page.next,
    };
    answer::json(StatusCode::OK, &body)
}

/// The page that a query asks for, of what is open to `identity`.
pub(crate) async fn page(
    console: &Console,
    identity: &Identity,
    query: &str,
) -> Result<store::AuditPage, ApiError> {
    let [integration, cursor] = query::values(query, ["integration", "cursor"])?;
    let wanted = integration.map(|id| IntegrationId::parse(&id)).transpose();
    let wanted = wanted.map_err(|error| Refused::new("integration", error))?;
    let cursor = cursor.as_deref();
    let page = match (wanted, identity.only()) {
        (Some(wanted), _) if !identity.sees(&wanted) => return Err(ApiError::NotFound),
        (Some(wanted), _) => console.audit.of(&[wanted].into(), cursor).await?,
        (None, Some(only)) => console.audit.of(only, cursor).await?,
        (None, None) => console.audit.all(cursor).await?,
    };
    Ok(page)
}

/// The line about what was answered; none where nothing was done. What failed on our side may have been
/// done all the same.
pub(crate) fn line(
    console: &Console,
    identity: &Identity,
    did: Did,
    mut about: About,
    response: &Response,
) -> Option<AuditLine> {
    let status = response.status();
    let extensions = response.extensions();
    // A form that did something leads to a page.
    let done = status.is_success() || status.is_redirection() || status.is_server_error();
    if !done && extensions.get::<DoneAllTheSame>().is_none() {
        return None;
    }
    if let Some(made) = extensions.get::<AccessTokenId>() {
        about.access_token = Some(made.clone());
    }
    if let Some(made) = extensions.get::<AssistantId>() {
        about.assistant = Some(made.clone());
    }
    if let Some(made) = extensions.get::<IntegrationId>() {
        about.integration = Some(made.clone());
    }
    Some(AuditLine {
        at: console.clock.now(),
        who: identity.who(),
        did,
        status: status.as_u16(),
        about,
    })
}

/// What is done stays done: if it cannot be written down, the log says so, and the answer stays.
pub(crate) async fn write(console: &Console, line: &AuditLine) {
    if let Err(error) = console.audit.write(line, SystemRandom.bits()).await {
        tracing::error!(
            error = error_chain(&error),
            who = line.who.id(),
            did = ?line.did,
            status = line.status,
            about = ?line.about,
            "a line of the audit is lost"
        );
    }
}
