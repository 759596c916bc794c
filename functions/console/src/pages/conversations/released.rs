//! What people have only because the assistant failed goes back to it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use conversation::IntegrationId;
use maud::html;

use super::inbox_of;
use crate::Console;
use crate::conversations::release_failed::give_back_failed;
use crate::error::ApiError;
use crate::pages::{Fields, View, view};

/// How many were released is kept nowhere: whoever comes back to its address gets the inbox.
pub(super) async fn return_to_inbox(Path(id): Path<String>) -> Result<Response, ApiError> {
    let integration = IntegrationId::parse(&id).map_err(|_| ApiError::NotFound)?;
    Ok(view::see(&inbox_of(&integration)))
}

pub(super) async fn release_failed(
    State(console): State<Arc<Console>>,
    view: View,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, ApiError> {
    let cursor = fields.get("cursor").map(str::to_owned);
    let (released, next) = give_back_failed(&console, &id, cursor).await?;
    let integration = IntegrationId::parse(&id).map_err(|_| ApiError::NotFound)?;
    let inbox = inbox_of(&integration);
    let view = view.at(inbox.clone());
    let texts = &view.texts().inbox;
    let body = html! {
        div class="narrow card stack" {
            h1 { (texts.release_failed_title) }
            p role="status" { ((texts.released)(released)) }
            @if let Some(next) = next {
                form method="post" {
                    (view.form_token())
                    input type="hidden" name="cursor" value=(next);
                    button class="button" type="submit" { (texts.go_on) }
                }
            }
            p { a href=(inbox) { (texts.back) } }
        }
    };
    Ok(view.page(texts.release_failed_title, &body))
}
