//! Deleting an integration, after asking.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use maud::html;

use crate::Console;
use crate::error::ApiError;
use crate::integrations::{self, find};
use crate::pages::{Notice, View};

pub(super) async fn ask(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    view: View,
) -> Result<Response, ApiError> {
    let stored = find(&console, &id).await?;
    let texts = &view.texts().integrations;
    let title = (texts.delete_title)(stored.value.settings.name.as_str());
    let body = html! {
        div class="narrow card stack" {
            h1 { (title) }
            p { (texts.delete_consequence) }
            form method="post" class="cluster" {
                (view.form_token())
                button class="button danger" type="submit" { (texts.delete) }
                a class="button secondary" href=(format!("{}/{id}", super::LIST)) {
                    (view.texts().common.cancel)
                }
            }
        }
    };
    Ok(view.page(&title, &body))
}

pub(super) async fn delete(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    view: View,
) -> Result<Response, ApiError> {
    let stored = find(&console, &id).await?;
    integrations::delete_found(&console, &stored).await?;
    Ok(view.see(super::LIST, Notice::IntegrationDeleted))
}
