//! Deleting an assistant, after asking.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

use super::form::VERSION;
use super::list::link;
use super::transfer::users;
use super::{LIST, address};
use crate::error::ApiError;
use crate::identity::Identity;
use crate::pages::{Fields, Notice, View};
use crate::{Console, assistants, etag, integrations};

pub(super) async fn ask(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
    view: View,
) -> Result<Response, ApiError> {
    asked(&console, &identity, &view, &id, StatusCode::OK).await
}

/// Asks, about what is stored now.
async fn asked(
    console: &Console,
    identity: &Identity,
    view: &View,
    id: &str,
    status: StatusCode,
) -> Result<Response, ApiError> {
    let found = assistants::find(console, id);
    let integrations = integrations::seen(console, identity);
    let ((_, stored), integrations) = tokio::try_join!(found, integrations)?;
    let texts = &view.texts().assistants;
    let title = (texts.delete_title)(stored.value.name.as_str());
    let users = users(&integrations, id);
    let body = html! {
        div class="narrow card stack" {
            h1 { (title) }
            @if status == StatusCode::CONFLICT {
                p class="warning" role="alert" { (texts.changed_meanwhile) "." }
            }
            @if users.is_empty() {
                p { (texts.delete_consequence) }
                form method="post" class="cluster" {
                    (view.form_token())
                    input type="hidden" name=(VERSION) value=(stored.version);
                    button class="button danger" type="submit" { (texts.delete) }
                    a class="button secondary" href=(address(id)) { (view.texts().common.cancel) }
                }
            } @else {
                p { (texts.in_use) }
                ul { @for user in &users { li { (link(user)) } } }
                p { (texts.in_use_hint) }
                p { a href=(address(id)) { (view.texts().common.back) } }
            }
        }
    };
    Ok(view.page_as(status, &title, &body))
}

/// Deletes the version that was asked about.
pub(super) async fn delete(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let seen = etag::only(fields.text(VERSION));
    match assistants::delete_over(&console, &id, &seen).await {
        Ok(()) => Ok(view.see(LIST, Notice::AssistantDeleted)),
        Err(error @ ApiError::Conflict) => {
            asked(&console, &identity, &view, &id, error.status()).await
        }
        Err(error) => Err(error),
    }
}
