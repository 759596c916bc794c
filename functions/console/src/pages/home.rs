//! The first page: what there is, and what to do next.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use settings::Integration;

use super::View;
use super::components::empty;
use crate::error::ApiError;
use crate::identity::{Identity, Role};
use crate::permission::Permission;
use crate::router::{Part, ROOT};
use crate::{Console, assistants, integrations};

pub(super) fn parts() -> Vec<Part> {
    vec![Part::at(ROOT).page(home, Permission::Everybody)]
}

async fn home(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
) -> Result<Response, ApiError> {
    let integrations = integrations::seen(&console, &identity);
    let assistants = assistants::seen(&console, &identity);
    let (integrations, assistants) = tokio::try_join!(integrations, assistants)?;
    let texts = &view.texts().home;
    let is_agent = identity.role() == Role::Agent;
    let body = html! {
        h1 { (texts.title) }
        @if is_agent && integrations.is_empty() {
            (empty(texts.nothing_for_you, &html! { p { (texts.nothing_for_you_hint) } }))
        } @else if integrations.is_empty() {
            (first_steps(&view, !assistants.is_empty()))
        }
        div class="cards" {
            @for stored in &integrations {
                (card(&view, is_agent, &stored.value.settings))
            }
        }
    };
    Ok(view.page(texts.title, &body))
}

fn first_steps(view: &View, has_assistant: bool) -> Markup {
    let texts = &view.texts().home;
    let step = |name: &str, hint: &str, link: Option<&str>, done: bool| {
        html! {
            li {
                div class="cluster" {
                    strong { (name) }
                    @if done { span class="badge good" { (texts.done) } }
                }
                p class="help" { (hint) }
                @if let Some(link) = link { p { a class="button" href=(link) { (name) } } }
            }
        }
    };
    let [assistant, integration] = ["/console/assistants/new", "/console/integrations/new"];
    html! {
        section class="card stack" aria-labelledby="first-steps" {
            h2 id="first-steps" { (texts.first_steps) }
            p class="lead" { (texts.first_steps_lead) }
            ol class="steps" {
                (step(
                    texts.make_assistant,
                    texts.make_assistant_hint,
                    (!has_assistant).then_some(assistant),
                    has_assistant,
                ))
                (step(
                    texts.make_integration,
                    texts.make_integration_hint,
                    has_assistant.then_some(integration),
                    false,
                ))
                (step(texts.try_it, texts.try_it_hint, None, false))
            }
        }
    }
}

fn card(view: &View, is_agent: bool, settings: &Integration) -> Markup {
    let texts = &view.texts().home;
    let id = settings.id.as_str();
    let to = |page: &str| format!("/console/integrations/{id}{page}");
    html! {
        section class="card stack" aria-labelledby=(format!("integration-{id}")) {
            div class="between" {
                h2 id=(format!("integration-{id}")) class="small" { (settings.name.as_str()) }
                @if settings.enabled {
                    span class="badge good" { (texts.enabled) }
                } @else {
                    span class="badge warn" { (texts.disabled) }
                }
            }
            p class="help" { code { (id) } }
            ul class="links" {
                li { a href=(format!("/console/conversations?integration={id}")) { (texts.conversations) } }
                @if !is_agent {
                    li { a href=(to("/phone")) { (texts.phone) } }
                    li { a href=(to("")) { (texts.settings) } }
                    li { a href=(format!("/console/figures?integration={id}")) { (texts.figures) } }
                }
            }
        }
    }
}
