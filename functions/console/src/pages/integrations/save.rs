//! Showing the form, and saving what was written into it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use conversation::IntegrationId;
use fields::Invalid;
use lambda::SystemRandom;
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::body::body;
use super::conflict::Conflict;
use super::inputs::Form;
use super::sent::{meant, refused, values};
use super::setting::{Kind, Setting};
use super::values::{VERSION, Values};
use super::{Ground, NEW, channel, check, form};
use crate::error::ApiError;
use crate::identity::Identity;
use crate::pages::slug::slug;
use crate::pages::{Fields, Notice, View};
use crate::refused::{Reason, Refused};
use crate::{Console, etag, integrations};

pub(super) async fn new(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
) -> Result<Response, ApiError> {
    let ground = Ground::new(&console, &identity).await?;
    Ok(shown(&view, &ground, &ground.values(), None, None))
}

pub(super) async fn edit(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
    view: View,
) -> Result<Response, ApiError> {
    let ground = Ground::of(&console, &identity, &id).await?;
    Ok(shown(&view, &ground, &ground.values(), None, None))
}

/// Makes an integration, under the id that was written, or one that is made of its name.
pub(super) async fn create(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let ground = Ground::new(&console, &identity).await?;
    let [id, name] = [Setting::Id, Setting::Name].map(|it| fields.text(it.path()).trim());
    if id.is_empty() && name.is_empty() {
        let refused = Invalid::required(Setting::Name.path()).into();
        let values = values(&fields, &ground);
        return Ok(shown(&view, &ground, &values, Some(&refused), None));
    }
    let written = match id {
        "" => made_of(name),
        id => id.to_owned(),
    };
    let id = IntegrationId::parse(&written);
    if id.as_ref().is_ok_and(|id| !identity.sees(id)) {
        return Err(ApiError::NotFound);
    }
    let answered = written_to(&console, &identity, &view, &fields, ground, &written).await;
    let mut response = answered.unwrap_or_else(IntoResponse::into_response);
    if let Ok(id) = id {
        // For the audit: the path does not name it.
        response.extensions_mut().insert(id);
    }
    Ok(response)
}

/// An id that is made of a name.
fn made_of(name: &str) -> String {
    match slug(name) {
        slug if slug == NEW => format!("{NEW}-1"),
        slug => slug,
    }
}

pub(super) async fn save(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let parsed = IntegrationId::parse(&id).map_err(|_| ApiError::NotFound)?;
    let ground = Ground::of_once_stored(&console, &identity, &parsed).await?;
    written_to(&console, &identity, &view, &fields, ground, &id).await
}

async fn written_to(
    console: &Console,
    identity: &Identity,
    view: &View,
    fields: &Fields,
    ground: Ground,
    id: &str,
) -> Result<Response, ApiError> {
    let fields = &meant(fields, &ground.values());
    let body = complete(body(fields, &ground.stored_secrets()), &ground)?;
    let version = fields.text(VERSION);
    if ground.id.is_some() && ground.settings().is_none() && !version.is_empty() {
        let conflict = Conflict::of(fields, &ground);
        let values = values(fields, &ground);
        return Ok(shown(view, &ground, &values, None, Some(&conflict)));
    }
    let saved = match refused(fields, id) {
        Some(refused) => Err(refused.into()),
        None => integrations::save(console, identity, id, body, &etag::only(version)).await,
    };
    match saved {
        Ok(saved) => {
            let id = saved.settings.id.as_str();
            Ok(view.see(&format!("{}/{id}", super::LIST), Notice::IntegrationSaved))
        }
        Err(ApiError::Conflict | ApiError::Exists) if ground.id.is_some() => {
            // Read again: what was saved meanwhile may be newer than what was read before.
            let now = match &ground.id {
                Some(id) => Ground::of_once_stored(console, identity, id).await?,
                None => ground,
            };
            let conflict = Conflict::of(fields, &now);
            Ok(shown(
                view,
                &now,
                &values(fields, &now),
                None,
                Some(&conflict),
            ))
        }
        Err(error) => {
            let refused = match error {
                ApiError::Refused(refused) => refused,
                // Somebody else made one of the same id.
                ApiError::Conflict | ApiError::Exists => {
                    Refused::new(Setting::Id.path(), Reason::IdTaken)
                }
                error => return Err(error),
            };
            let ground = ground.as_sent(fields);
            let values = values(fields, &ground);
            Ok(shown(view, &ground, &values, Some(&refused), None))
        }
    }
}

/// What Recado itself adds: nobody needs to know a bot's secret token.
fn complete(mut body: Map<String, Value>, ground: &Ground) -> Result<Map<String, Value>, ApiError> {
    let channel = body.get_mut("channel").and_then(Value::as_object_mut);
    if let Some(channel) = channel
        && channel.get("kind").and_then(Value::as_str) == Some(Kind::Telegram.name())
        && ground.stored_kind() != Some(Kind::Telegram)
        && !channel.contains_key("secret_token")
    {
        let bits = SystemRandom.key().map_err(ApiError::internal)?;
        channel.insert("secret_token".to_owned(), hex::encode(bits).into());
    }
    Ok(body)
}

/// The page of the form, with what is wrong with it.
fn shown(
    view: &View,
    ground: &Ground,
    values: &Values,
    refused: Option<&Refused>,
    conflict: Option<&Conflict>,
) -> Response {
    let form = Form::new(view, values, refused);
    let texts = view.texts();
    let button = conflict.map(|_| texts.conflicts.save_over);
    let is_changed = refused.is_some() || conflict.is_some();
    let title = ground.title(view);
    let body = html! {
        div class="between" {
            h1 { (title) }
            @if let Some(id) = &ground.id {
                div class="cluster" {
                    code { (id.as_str()) }
                    a class="button secondary" href=(format!("{}/{}/phone", super::LIST, id.as_str())) {
                        (view.texts().home.phone)
                    }
                }
            }
        }
        (form.summary())
        @if let Some(conflict) = conflict { (conflict.shown(view, ground, values)) }
        (form::form(ground, &form, is_changed, button))
        (beside(view, ground))
    };
    let status = match (refused, conflict) {
        (_, Some(_)) => StatusCode::CONFLICT,
        (Some(_), _) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    view.page_as(status, &title, &body)
}

/// What can be done with an integration that is saved.
fn beside(view: &View, ground: &Ground) -> Markup {
    let Some(settings) = ground.settings() else {
        return html! {};
    };
    let texts = &view.texts().integrations;
    let address = ground.address();
    html! {
        (check::section(view, settings.id.as_str()))
        form id="connect" method="post" action=(format!("{address}/connect")) { (view.form_token()) }
        p { a href=(format!("{address}/delete")) { ((texts.delete_named)(settings.name.as_str())) } }
    }
}

/// The channel's fields of a form that is not saved yet.
pub(super) async fn channel_of_new(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let ground = Ground::new(&console, &identity).await?;
    Ok(channel_fields(&view, &fields, &ground))
}

pub(super) async fn channel_of_stored(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let ground = Ground::of(&console, &identity, &id).await?;
    Ok(channel_fields(&view, &fields, &ground))
}

fn channel_fields(view: &View, fields: &Fields, ground: &Ground) -> Response {
    let mut values = values(&meant(fields, &ground.values()), ground);
    let kind = values.kind();
    if kind.is_some() && kind == ground.stored_kind() {
        let stored = ground.values();
        for setting in Setting::ALL.iter().filter(|it| it.kind() == kind) {
            if values.get(setting.path()).is_empty() {
                values.set(setting.path(), stored.get(setting.path()));
            }
        }
    }
    values.typed.clear();
    view.part(channel::fields(ground, &Form::new(view, &values, None)))
}
