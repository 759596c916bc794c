//! Everything of a conversation is erased, once that is confirmed.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

use super::{address, called, inbox_of};
use crate::Console;
use crate::conversations::{Ids, erase_all, find, state};
use crate::error::ApiError;
use crate::pages::components::mistake;
use crate::pages::{Fields, Notice, View};

/// The box that confirms it.
const SURE: &str = "sure";

pub(super) async fn ask(
    State(console): State<Arc<Console>>,
    view: View,
    Path(ids): Path<Ids>,
) -> Result<Response, ApiError> {
    asked(&console, &view, ids, None).await
}

pub(super) async fn erase(
    State(console): State<Arc<Console>>,
    view: View,
    Path(ids): Path<Ids>,
    fields: Fields,
) -> Result<Response, ApiError> {
    if fields.get(SURE).is_none() {
        let unsure = view.texts().conversation.erase_unsure;
        return asked(&console, &view, ids, Some(unsure)).await;
    }
    let (of, _) = find(&console, &ids).await?;
    erase_all(&console, &of).await?;
    Ok(view.see(&inbox_of(&of.integration), Notice::ConversationErased))
}

async fn asked(
    console: &Console,
    view: &View,
    ids: Ids,
    unsure: Option<&str>,
) -> Result<Response, ApiError> {
    let (of, _) = find(console, &ids).await?;
    let state = state(console, &of).await?.ok_or(ApiError::NotFound)?;
    let texts = &view.texts().conversation;
    let title = (texts.erase_title)(&called(view, &state));
    let body = html! {
        div class="narrow card stack" {
            h1 { (title) }
            p { (texts.erase_lead) }
            ul { @for what in texts.erase_what { li { (what) } } }
            form method="post" class="stack" {
                (view.form_token())
                label class="choice" {
                    input type="checkbox" name=(SURE) value="yes" required
                        aria-describedby=[unsure.map(|_| "sure-mistake")]
                        aria-invalid=[unsure.map(|_| "true")];
                    span { (texts.erase_sure) }
                }
                (mistake(SURE, unsure))
                div class="cluster" {
                    button class="button danger" type="submit" { (texts.erase) }
                    a class="button secondary" href=(address(&of.integration, &of.id)) {
                        (view.texts().common.cancel)
                    }
                }
            }
        }
    };
    let status = match unsure {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(view.page_as(status, &title, &body))
}
