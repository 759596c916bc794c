//! The phone: a test of an integration as its customer sees it, and beside it what happens.

mod chat;
mod read;
mod run;

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use conversation::ports::Random;
use lambda::SystemRandom;
use maud::{Markup, html};
use serde_json::{Map, Value, json};
use settings::Integration;

use super::view::see;
use super::{Fields, View};
use crate::conversations::{self, Ids, PersonMessage};
use crate::error::ApiError;
use crate::permission::Permission;
use crate::router::Part;
use crate::{Console, audio, integrations, phone, query};
use read::Test;

pub(super) fn parts() -> Vec<Part> {
    const OF: Permission = Permission::SettingsOfIntegration;
    let at = |below: &'static str| Part::at(below);
    vec![
        at("/console/integrations/{id}/phone")
            .page(empty, OF)
            .form(begin, OF, None),
        at("/console/integrations/{id}/phone/{conversation}").page(get, OF),
        at("/console/integrations/{id}/phone/{conversation}/live").page(live, OF),
        at("/console/integrations/{id}/phone/{conversation}/messages").form(write, OF, None),
        at("/console/integrations/{id}/phone/{conversation}/answer").form(answer, OF, None),
        at("/console/integrations/{id}/phone/{conversation}/release").form(release, OF, None),
        at("/console/integrations/{id}/phone/{conversation}/erase").form(erase, OF, None),
        at("/console/integrations/{id}/phone/{conversation}/audio/{turn}/{part}").page(play, OF),
    ]
}

/// Before anything is written.
async fn empty(
    State(console): State<Arc<Console>>,
    view: View,
    Path(integration): Path<String>,
) -> Result<Response, ApiError> {
    let stored = integrations::find(&console, &integration).await?;
    Ok(page(&view, &stored.value.settings, None))
}

/// The first message begins the test.
async fn begin(
    State(console): State<Arc<Console>>,
    Path(integration): Path<String>,
    fields: Fields,
) -> Result<Response, ApiError> {
    let message = written(&fields)?;
    let of = phone::begin(&console, &integration).await?;
    let ids = [integration, of.id.as_str().to_owned()];
    phone::write(&console, &ids, &message).await?;
    Ok(see(&path(&ids)))
}

async fn get(
    State(console): State<Arc<Console>>,
    view: View,
    Path(ids): Path<Ids>,
) -> Result<Response, ApiError> {
    match Test::read(&console, &ids).await? {
        Some(test) => Ok(page(&view, &test.settings, Some(&test))),
        // It was erased, or a day has passed.
        None => Ok(see(&path_of_all(&ids))),
    }
}

/// What changed since the state that the page shows, if anything did.
async fn live(
    State(console): State<Arc<Console>>,
    view: View,
    Path(ids): Path<Ids>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let [seen] = query::values(&query.unwrap_or_default(), ["seen"])?;
    let (_, test) = phone::find(&console, &ids).await?;
    match seen == Some(test.version.to_string()) {
        true => Ok(StatusCode::NO_CONTENT.into_response()),
        false => shown(&console, &view, &ids).await,
    }
}

async fn write(
    State(console): State<Arc<Console>>,
    view: View,
    Path(ids): Path<Ids>,
    fields: Fields,
) -> Result<Response, ApiError> {
    phone::write(&console, &ids, &written(&fields)?).await?;
    shown(&console, &view, &ids).await
}

/// Somebody answers as a person.
async fn answer(
    State(console): State<Arc<Console>>,
    view: View,
    Path(ids): Path<Ids>,
    fields: Fields,
) -> Result<Response, ApiError> {
    let words: PersonMessage = fields::read(json!({"text": fields.text("text")}))?;
    let (of, _) = phone::find(&console, &ids).await?;
    let (_, stored) = conversations::find(&console, &ids).await?;
    conversations::speak(&console, &of, &stored.value, &words.text).await?;
    shown(&console, &view, &ids).await
}

async fn release(
    State(console): State<Arc<Console>>,
    view: View,
    Path(ids): Path<Ids>,
) -> Result<Response, ApiError> {
    let (of, _) = phone::find(&console, &ids).await?;
    let (_, stored) = conversations::find(&console, &ids).await?;
    conversations::give_back(&console, &of, &stored.value).await?;
    shown(&console, &view, &ids).await
}

async fn erase(
    State(console): State<Arc<Console>>,
    Path(ids): Path<Ids>,
) -> Result<Response, ApiError> {
    match phone::erase(&console, &ids).await {
        Ok(()) | Err(ApiError::NotFound) => Ok(see(&path_of_all(&ids))),
        Err(error) => Err(error),
    }
}

async fn play(
    State(console): State<Arc<Console>>,
    Path([integration, conversation, turn, part]): Path<[String; 4]>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (of, _) = phone::find(&console, &[integration, conversation]).await?;
    let place = (turn.parse().ok()).zip(part.parse().ok());
    audio::played(&console, &of, place.ok_or(ApiError::NotFound)?, &headers).await
}

/// The page as it is now: its parts for a script, or all of it.
async fn shown(console: &Console, view: &View, ids: &Ids) -> Result<Response, ApiError> {
    if !view.is_part {
        return Ok(see(&path(ids)));
    }
    let test = Test::read(console, ids).await?.ok_or(ApiError::NotFound)?;
    let parts = html! {
        (chat::shown(view, &test))
        (run::waits(view, &test, true))
        (run::shown(view, &test, true))
    };
    Ok(view.part(parts))
}

/// A form, as the API's body.
fn written(fields: &Fields) -> Result<phone::Message, ApiError> {
    let mut body = Map::new();
    body.insert("text".to_owned(), fields.text("text").into());
    body.insert("voice".to_owned(), fields.get("voice").is_some().into());
    if let Some(id) = fields.get("message_id") {
        body.insert("message_id".to_owned(), id.into());
    }
    Ok(fields::read(Value::Object(body))?)
}

fn path(ids: &Ids) -> String {
    let [integration, conversation] = ids;
    format!("/console/integrations/{integration}/phone/{conversation}")
}

fn path_of_all([integration, _]: &Ids) -> String {
    format!("/console/integrations/{integration}/phone")
}

fn page(view: &View, settings: &Integration, test: Option<&Test>) -> Response {
    let texts = &view.texts().phone;
    let id = settings.id.as_str();
    let title = (texts.title)(settings.name.as_str());
    let body = html! {
        div class="between" {
            h1 { (title) }
            ul class="links" {
                li { a href=(format!("/console/integrations/{id}")) { (texts.settings) } }
            }
        }
        p class="lead" { (texts.lead) }
        @if !settings.enabled { p class="warning" { (texts.disabled) } }
        p id="phone-problem" class="problem" role="alert" hidden
            data-gone=(texts.gone) data-unreachable=(texts.unreachable) {}
        div class="phone" {
            section class="phone-device" aria-labelledby="phone-chat-title" {
                div class="between phone-bar" {
                    h2 id="phone-chat-title" class="small" { (texts.chat) }
                    @if let Some(test) = test { (anew(view, test)) }
                }
                @match test {
                    Some(test) => { (chat::shown(view, test)) }
                    None => { (chat::empty(view)) }
                }
                (composer(view, settings, test))
            }
            div class="stack" {
                section class="stack" aria-labelledby="phone-run-title" {
                    h2 id="phone-run-title" { (texts.run) }
                    @match test {
                        None => { p class="help" { (texts.nothing_yet) } }
                        Some(test) => {
                            (run::waits(view, test, false))
                            (person(view, test))
                            (run::shown(view, test, false))
                        }
                    }
                }
            }
        }
    };
    view.page(&title, &body)
}

fn anew(view: &View, test: &Test) -> Markup {
    let texts = &view.texts().phone;
    html! {
        form method="post" action=(format!("{}/erase", test.path())) {
            (view.form_token())
            button class="quiet" type="submit" title=(texts.anew_help) { (texts.anew) }
        }
    }
}

/// Where one writes as the customer.
fn composer(view: &View, settings: &Integration, test: Option<&Test>) -> Markup {
    let texts = &view.texts().phone;
    let speaks = matches!(settings.reply, settings::Reply::Voice(_));
    let begins = format!("/console/integrations/{}/phone", settings.id.as_str());
    let sends = test.map(|test| format!("{}/messages", test.path()));
    html! {
        form class="phone-composer" method="post" action=(sends.as_ref().unwrap_or(&begins))
            hx-post=[sends.as_ref()] hx-target=[test.map(|_| "#phone-chat")]
            hx-swap=[test.map(|_| "outerMorph")] data-chat {
            (view.form_token())
            input type="hidden" name="message_id" value=(format!("{:016x}", SystemRandom.bits()));
            label for="phone-text" class="unseen" { (texts.message) }
            div class="cluster" {
                textarea id="phone-text" name="text" rows="2" required maxlength="4096" class="grow"
                    placeholder=(texts.message) enterkeyhint="send" aria-describedby="phone-keys" {}
                button class="button" type="submit" { (texts.send) }
            }
            div class="between" {
                small id="phone-keys" { (texts.keys) }
                @if speaks {
                    label class="choice" {
                        input type="checkbox" name="voice" value="true";
                        span { (texts.as_voice) }
                    }
                }
            }
        }
    }
}

/// Where one answers as a person, while people have the conversation.
fn person(view: &View, test: &Test) -> Markup {
    let texts = &view.texts().phone;
    let to = |what: &str| format!("{}/{what}", test.path());
    html! {
        div class="phone-person card stack" {
            form class="stack" method="post" action=(to("answer")) hx-post=(to("answer"))
                hx-target="#phone-chat" hx-swap="outerMorph" data-chat {
                (view.form_token())
                div class="field" {
                    label for="phone-answer" { (texts.answer) }
                    textarea id="phone-answer" name="text" rows="2" required maxlength="4096"
                        aria-describedby="phone-answer-help" {}
                    p id="phone-answer-help" class="help" { (texts.answer_help) }
                }
                div { button class="button" type="submit" { (texts.answer_send) } }
            }
            form method="post" action=(to("release")) hx-post=(to("release"))
                hx-target="#phone-chat" hx-swap="outerMorph" {
                (view.form_token())
                button class="button secondary" type="submit" { (texts.release) }
            }
        }
    }
}
