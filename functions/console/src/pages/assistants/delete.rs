//! Deleting an assistant, after asking.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::html;

use super::list::link;
use super::transfer::users;
use super::{LIST, address};
use crate::error::ApiError;
use crate::identity::Identity;
use crate::pages::{Notice, View};
use crate::{Console, assistants, integrations};

pub(super) async fn ask(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
    view: View,
) -> Result<Response, ApiError> {
    let found = assistants::find(&console, &id);
    let integrations = integrations::seen(&console, &identity);
    let ((_, stored), integrations) = tokio::try_join!(found, integrations)?;
    let texts = &view.texts().assistants;
    let title = (texts.delete_title)(stored.value.name.as_str());
    let users = users(&integrations, &id);
    let body = html! {
        div class="narrow card stack" {
            h1 { (title) }
            @if users.is_empty() {
                p { (texts.delete_consequence) }
                form method="post" class="cluster" {
                    (view.form_token())
                    button class="button danger" type="submit" { (texts.delete) }
                    a class="button secondary" href=(address(&id)) { (view.texts().common.cancel) }
                }
            } @else {
                p { (texts.in_use) }
                ul { @for user in &users { li { (link(user)) } } }
                p { (texts.in_use_hint) }
                p { a href=(address(&id)) { (view.texts().common.back) } }
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
    let (id, stored) = assistants::find(&console, &id).await?;
    let delete = console.settings.delete_assistant(&id, stored.version);
    delete.await?;
    Ok(view.see(LIST, Notice::AssistantDeleted))
}
