//! A person takes a conversation over, gives it back, or answers in it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::one::{Unsent, shown};
use crate::answer::DoneAllTheSame;
use crate::conversations::{Ids, PersonMessage, find, give_back, named, speak, take};
use crate::error::ApiError;
use crate::pages::view::see;
use crate::pages::{Fields, Notice, View};
use crate::{Console, audio};

pub(super) async fn take_over(
    State(console): State<Arc<Console>>,
    view: View,
    Path(ids): Path<Ids>,
) -> Result<Response, ApiError> {
    let (of, stored) = find(&console, &ids).await?;
    take(&console, &of, &stored.value).await?;
    let page = super::address(&of.integration, &of.id);
    Ok(view.see(&page, Notice::TakenOver))
}

pub(super) async fn release(
    State(console): State<Arc<Console>>,
    view: View,
    Path(ids): Path<Ids>,
) -> Result<Response, ApiError> {
    let (of, stored) = find(&console, &ids).await?;
    give_back(&console, &of, &stored.value).await?;
    let page = super::address(&of.integration, &of.id);
    Ok(view.see(&page, Notice::Released))
}

/// What the channel did not take stays in its field.
pub(super) async fn say(
    State(console): State<Arc<Console>>,
    view: View,
    Path(ids): Path<Ids>,
    fields: Fields,
) -> Result<Response, ApiError> {
    let text = fields.text("text");
    let (of, stored) = find(&console, &ids).await?;
    let sent = match fields::read::<PersonMessage>(json!({ "text": text })) {
        Ok(message) => speak(&console, &of, &stored.value, &message.text).await,
        Err(invalid) => Err(invalid.into()),
    };
    let texts = &view.texts().conversation;
    let (problem, may_be_done) = match &sent {
        Ok(_) => {
            let page = super::address(&of.integration, &of.id);
            return Ok(see(&format!("{page}#end")));
        }
        Err(ApiError::ChannelFailed(why)) => ((texts.maybe_sent)(why), true),
        Err(ApiError::ChannelRefused(why)) => ((texts.not_sent)(why), true),
        Err(ApiError::Refused(refused)) => (view.texts().refusals.of(&refused.reason), false),
        Err(_) => return sent.map(|_| StatusCode::OK.into_response()),
    };
    let status = sent.map_or_else(|error| error.status(), |_| StatusCode::OK);
    let unsent = Unsent { text, problem };
    let page = match shown(&console, &view, &ids, None, Some(&unsent)).await {
        Ok(page) => (status, page).into_response(),
        Err(error) => error.into_response(),
    };
    Ok(match may_be_done {
        true => (Extension(DoneAllTheSame), page).into_response(),
        false => page,
    })
}

/// The voice of a part of a reply.
pub(super) async fn play(
    State(console): State<Arc<Console>>,
    Path([integration, conversation, turn, part]): Path<[String; 4]>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let of = named(&[integration, conversation])?;
    let place = turn.parse().ok().zip(part.parse().ok());
    audio::played(&console, &of, place.ok_or(ApiError::NotFound)?, &headers).await
}
