//! The list of integrations.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use conversation::IntegrationId;
use maud::{Markup, html};
use serde_json::{Value, json};
use settings::{Assistant, Integration};
use store::LastWebhooks;

use super::LIST;
use super::setting::Kind;
use crate::error::ApiError;
use crate::identity::Identity;
use crate::integrations::{self, find};
use crate::pages::components::{empty, table, when};
use crate::pages::{Fields, Notice, View};
use crate::{Console, etag};

pub(super) async fn list(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
) -> Result<Response, ApiError> {
    let integrations = async { Ok::<_, ApiError>(console.settings.integrations().await?) };
    let assistants = async { Ok(console.settings.assistants::<Assistant>().await?) };
    let webhooks = async { Ok(console.webhooks.all().await?) };
    let (mut integrations, assistants, webhooks) =
        tokio::try_join!(integrations, assistants, webhooks)?;
    integrations.retain(|stored| identity.sees(&stored.value.settings.id));
    let names: BTreeMap<_, _> = assistants
        .iter()
        .map(|listed| (&listed.stored.value.id, listed.stored.value.name.as_str()))
        .collect();
    let texts = &view.texts().integrations;
    let make = html! { a class="button" href="/console/integrations/new" { (texts.make) } };
    let body = html! {
        div class="between" {
            h1 { (texts.title) }
            @if !integrations.is_empty() { (make) }
        }
        p class="lead" { (texts.lead) }
        @if integrations.is_empty() {
            (empty(texts.empty, &html! { p { (texts.empty_hint) } (make) }))
        } @else {
            (table(
                texts.title,
                &html! {
                    th scope="col" { (texts.name) }
                    th scope="col" { (texts.channel) }
                    th scope="col" { (texts.state) }
                    th scope="col" { (texts.assistant) }
                    th scope="col" { (texts.last_webhook) }
                    th scope="col" { span class="unseen" { (texts.actions) } }
                },
                &html! {
                    @for stored in &integrations {
                        (row(&view, &stored.value.settings, &names, &webhooks))
                    }
                },
            ))
        }
    };
    Ok(view.page(texts.title, &body))
}

fn row(
    view: &View,
    settings: &Integration,
    names: &BTreeMap<&conversation::AssistantId, &str>,
    webhooks: &BTreeMap<IntegrationId, LastWebhooks>,
) -> Markup {
    let texts = &view.texts().integrations;
    let (id, name) = (settings.id.as_str(), settings.name.as_str());
    let assistant = &settings.assistant.id;
    let kind = Kind::of(settings.channel.kind());
    let (toggle, named) = match settings.enabled {
        true => (texts.disable, (texts.disable_named)(name)),
        false => (texts.enable, (texts.enable_named)(name)),
    };
    html! {
        tr {
            th scope="row" {
                a href=(format!("{LIST}/{id}")) { (name) }
                br;
                code { (id) }
            }
            td { (kind.map_or(settings.channel.kind(), view.texts().integration_form.kind)) }
            td {
                @match settings.enabled {
                    true => span class="badge good" { (texts.enabled) },
                    false => span class="badge warn" { (texts.disabled) },
                }
            }
            td {
                a href=(format!("/console/assistants/{}", assistant.as_str())) {
                    (names.get(assistant).copied().unwrap_or(assistant.as_str()))
                }
            }
            td { (last(view, webhooks.get(&settings.id))) }
            td {
                div class="cluster" {
                    form method="post" action=(format!("{LIST}/{id}/enabled")) {
                        (view.form_token())
                        input type="hidden" name="enabled" value=(!settings.enabled);
                        button class="button secondary" type="submit" aria-label=(named) { (toggle) }
                    }
                    a href=(format!("{LIST}/{id}/delete")) aria-label=((texts.delete_named)(name)) {
                        (texts.delete)
                    }
                }
            }
        }
    }
}

fn last(view: &View, last: Option<&LastWebhooks>) -> Markup {
    let texts = &view.texts().integrations;
    let last = last.copied().unwrap_or_default();
    html! {
        @match (last.verified_at, last.newest_was_refused_at()) {
            (_, Some(refused)) => {
                span class="badge bad" { (texts.last_refused) } " " (when(view, refused))
            },
            (Some(verified), None) => (when(view, verified)),
            (None, None) => span class="help" { (texts.none_came) },
        }
    }
}

/// Enables or disables an integration, whatever else was changed meanwhile.
pub(super) async fn enable(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let enabled = fields.text("enabled") == "true";
    let stored = find(&console, &id).await?;
    let Value::Object(mut body) = json!(stored.value.settings) else {
        return Err(ApiError::internal("settings are no object"));
    };
    body.insert("enabled".to_owned(), enabled.into());
    let unchanged = etag::only(&stored.version.to_string());
    integrations::save(&console, &identity, &id, body, &unchanged).await?;
    let notice = match enabled {
        true => Notice::IntegrationEnabled,
        false => Notice::IntegrationDisabled,
    };
    Ok(view.see(LIST, notice))
}
