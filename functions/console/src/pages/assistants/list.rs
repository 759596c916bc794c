//! The list of assistants.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use settings::{Assistant, Integration};

use super::transfer::users;
use super::{LIST, address};
use crate::error::ApiError;
use crate::identity::Identity;
use crate::pages::View;
use crate::pages::components::{empty, table};
use crate::{Console, assistants, integrations};

pub(super) async fn list(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
) -> Result<Response, ApiError> {
    let listed = assistants::seen(&console, &identity);
    let integrations = integrations::seen(&console, &identity);
    let (listed, integrations) = tokio::try_join!(listed, integrations)?;
    let texts = &view.texts().assistants;
    let make = html! { a class="button" href=(format!("{LIST}/new")) { (texts.make) } };
    let body = html! {
        div class="between" {
            h1 { (texts.title) }
            @if !listed.is_empty() { (make) }
        }
        p class="lead" { (texts.lead) }
        @if listed.is_empty() {
            (empty(texts.empty, &html! { p { (texts.empty_hint) } (make) }))
        } @else {
            (table(
                texts.title,
                &html! {
                    th scope="col" { (texts.name) }
                    th scope="col" { (texts.model) }
                    th scope="col" { (texts.used_by) }
                    th scope="col" { span class="unseen" { (texts.actions) } }
                },
                &html! {
                    @for of in &listed {
                        @let may_delete = identity.may_change_assistant(&of.integrations);
                        @let users = users(&integrations, of.id.as_str());
                        (row(&view, &of.stored.value, &users, may_delete))
                    }
                },
            ))
        }
        (old_ids(&view))
    };
    Ok(view.page(texts.title, &body))
}

fn row(view: &View, assistant: &Assistant, users: &[&Integration], may_delete: bool) -> Markup {
    let texts = &view.texts().assistants;
    let (id, name) = (assistant.id.as_str(), assistant.name.as_str());
    let here = address(id);
    html! {
        tr {
            th scope="row" { a href=(here) { (name) } br; code { (id) } }
            td { (assistant.model.as_str()) }
            td {
                @if users.is_empty() { span class="help" { (texts.unused) } }
                @for user in users { (link(user)) " " }
            }
            td {
                div class="cluster" {
                    a href=(format!("{LIST}/new?copy={id}")) aria-label=((texts.copy_named)(name)) {
                        (texts.copy)
                    }
                    a href=(format!("{here}/versions")) aria-label=((texts.history_named)(name)) {
                        (texts.history)
                    }
                    @if may_delete {
                        a href=(format!("{here}/delete")) aria-label=((texts.delete_named)(name)) {
                            (texts.delete)
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn link(integration: &Integration) -> Markup {
    let id = integration.id.as_str();
    html! { a href=(format!("/console/integrations/{id}")) { (integration.name.as_str()) } }
}

/// What became of the ids that people bring from OpenAI.
pub(super) fn old_ids(view: &View) -> Markup {
    let texts = &view.texts().assistants;
    html! {
        details class="card" {
            summary { (texts.old_ids) }
            div class="stack" {
                p { (texts.old_ids_why) }
                ol class="steps" { @for step in texts.old_ids_steps { li { (step) } } }
            }
        }
    }
}
