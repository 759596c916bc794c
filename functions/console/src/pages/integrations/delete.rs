//! Deleting an integration, after asking.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

use super::values::VERSION;
use crate::error::ApiError;
use crate::integrations::{self, find};
use crate::pages::{Fields, Notice, View};
use crate::{Console, etag};

pub(super) async fn ask(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    view: View,
) -> Result<Response, ApiError> {
    asked(&console, &view, &id, StatusCode::OK).await
}

/// Asks, about what is stored now.
async fn asked(
    console: &Console,
    view: &View,
    id: &str,
    status: StatusCode,
) -> Result<Response, ApiError> {
    let stored = find(console, id).await?;
    let texts = &view.texts().integrations;
    let title = (texts.delete_title)(stored.value.settings.name.as_str());
    let body = html! {
        div class="narrow card stack" {
            h1 { (title) }
            @if status == StatusCode::CONFLICT {
                p class="warning" role="alert" { (view.texts().conflicts.title) "." }
            }
            p { (texts.delete_consequence) }
            form method="post" class="cluster" {
                (view.form_token())
                input type="hidden" name=(VERSION) value=(stored.version);
                button class="button danger" type="submit" { (texts.delete) }
                a class="button secondary" href=(format!("{}/{id}", super::LIST)) {
                    (view.texts().common.cancel)
                }
            }
        }
    };
    Ok(view.page_as(status, &title, &body))
}

/// Deletes the version that was asked about.
pub(super) async fn delete(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let seen = etag::only(fields.text(VERSION));
    match integrations::delete_over(&console, &id, &seen).await {
        Ok(()) => Ok(view.see(super::LIST, Notice::IntegrationDeleted)),
        Err(error @ ApiError::Conflict) => asked(&console, &view, &id, error.status()).await,
        Err(error) => Err(error),
    }
}
