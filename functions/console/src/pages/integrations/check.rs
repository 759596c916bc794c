//! Checking an integration, and connecting its webhook.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};

use crate::Console;
use crate::error::ApiError;
use crate::integrations::{self, Checked, Found};
use crate::pages::components::{not_loaded, when};
use crate::pages::{Notice, View, view};

/// A part of an integration that is checked by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CheckedPart {
    Assistant,
    Voice,
    Hearing,
    Channel,
    Desk,
    Webhook,
}

/// Where the check is begun, and its results appear.
pub(super) fn section(view: &View, id: &str) -> Markup {
    let texts = &view.texts().checks;
    let body = html! {
        p class="help" { (texts.lead) }
        (button(view, id, texts.check))
        div id="check-results" aria-live="polite" {}
    };
    super::form::section("check", texts.title, &body)
}

fn button(view: &View, id: &str, said: &str) -> Markup {
    let address = format!("{}/{id}/check", super::LIST);
    html! {
        form method="post" action=(address) hx-post=(address) hx-target="#check-results"
            hx-swap="innerHTML" hx-disable="find button"
            hx-status:"4xx"="swap:none" hx-status:"5xx"="swap:none" data-part {
            (view.form_token())
            button class="button secondary" type="submit" { (said) }
            (not_loaded(view))
        }
    }
}

/// What was found is kept nowhere: whoever comes back to its address gets the form.
pub(super) async fn return_to_form(Path(id): Path<String>) -> Response {
    view::see(&format!("{}/{id}", super::LIST))
}

pub(super) async fn check(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    view: View,
) -> Result<Response, ApiError> {
    let checked = integrations::checked(&console, &headers, &id).await?;
    let results = results(&view, &checked);
    if view.is_part {
        return Ok(view.part(results));
    }
    let view = view.at(format!("{}/{id}", super::LIST));
    let texts = &view.texts().checks;
    let body = html! {
        h1 { (texts.title) }
        div class="card stack" {
            (results)
            (button(&view, &id, texts.again))
            p { a href=(format!("{}/{id}", super::LIST)) { (view.texts().common.back) } }
        }
    };
    Ok(view.page(texts.title, &body))
}

fn results(view: &View, checked: &Checked) -> Markup {
    let texts = &view.texts().checks;
    let parts = [
        (CheckedPart::Assistant, &checked.assistant),
        (CheckedPart::Voice, &checked.voice),
        (CheckedPart::Hearing, &checked.hearing),
        (CheckedPart::Channel, &checked.channel),
        (CheckedPart::Desk, &checked.desk),
        (CheckedPart::Webhook, &checked.webhook),
    ];
    html! {
        dl class="checks" {
            @for (part, found) in parts {
                dt { ((texts.part)(part)) " " (badge(view, found)) }
                dd {
                    ((texts.found)(part, found))
                    @if let Found::Fails { detail, .. } = found { " " code { (detail) } }
                    @if part == CheckedPart::Webhook { (times(view, checked)) }
                }
            }
        }
    }
}

fn badge(view: &View, found: &Found) -> Markup {
    let texts = &view.texts().checks;
    let (class, said) = match found {
        Found::Works => ("badge good", texts.works),
        Found::Fails { .. } => ("badge bad", texts.fails),
        Found::NotChecked { .. } => ("badge warn", texts.unknown),
        Found::NotSet => ("badge", texts.not_set),
    };
    html! { span class=(class) { (said) } }
}

fn times(view: &View, checked: &Checked) -> Markup {
    let texts = &view.texts().checks;
    let last = checked.last;
    html! {
        @for (said, at) in [(texts.verified, last.verified_at), (texts.refused, last.refused_at)] {
            @if let Some(at) = at { " " (said) " " (when(view, at)) "." }
        }
    }
}

pub(super) async fn connect(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    view: View,
) -> Result<Response, ApiError> {
    integrations::connect_to(&console, view.headers(), &id).await?;
    Ok(view.see(&format!("{}/{id}", super::LIST), Notice::WebhookConnected))
}
