//! The inbox: who waits for a person comes first.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use conversation::{IntegrationId, Unattended};
use maud::{Markup, html};
use settings::Integration;
use store::{IntegrationRecord, ListedOwner, Stored};

use super::filter::Filter;
use super::found::{Found, Row};
use super::{address, called};
use crate::error::ApiError;
use crate::identity::Identity;
use crate::pages::View;
use crate::pages::components::{empty, when};
use crate::{Console, integrations};

pub(super) async fn inbox(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let filter = Filter::parse(&query.unwrap_or_default())?;
    if filter
        .integration
        .as_ref()
        .is_some_and(|id| !identity.sees(id))
    {
        return Err(ApiError::NotFound);
    }
    let integrations = async {
        match (&filter.integration, view.is_part) {
            (Some(id), true) => Ok(vec![integrations::find(&console, id.as_str()).await?]),
            _ => integrations::seen(&console, &identity).await,
        }
    };
    let (all, found) = match filter.contact {
        None => tokio::try_join!(integrations, listed(&console, &identity, &filter))?,
        Some(_) => {
            let all = integrations.await?;
            let among = all.iter().filter(|it| filter.means(&it.value.settings.id));
            let among: Vec<_> = among.cloned().collect();
            let found = Found::of_contact(&console, &among, &filter).await?;
            (all, found)
        }
    };
    if !all.iter().any(|it| filter.means(&it.value.settings.id)) && filter.integration.is_some() {
        return Err(ApiError::NotFound);
    }
    let list = list(&view, &filter, &all, &found);
    if view.is_part {
        return Ok(view.part(list));
    }
    let texts = &view.texts().inbox;
    let body = html! {
        div class="between" {
            h1 { (texts.title) }
            label class="choice" hidden data-alert {
                input type="checkbox";
                span { (texts.alert) }
            }
        }
        (filter.form(&view, &all))
        p class="warning" role="status" hidden data-not-refreshed { (texts.not_refreshed) }
        div id="inbox" class="stack" hx-get=(filter.address(filter.cursor.as_deref()))
            hx-trigger="every 5s" hx-swap="innerMorph" hx-status:"4xx"="swap:none"
            hx-status:"5xx"="swap:none" data-refresh data-somebody-waits=(texts.somebody_waits) {
            (list)
        }
    };
    Ok(view.page(texts.title, &body))
}

/// What people or the assistant have, in what the reader sees.
async fn listed(
    console: &Console,
    identity: &Identity,
    filter: &Filter,
) -> Result<Found, ApiError> {
    let ids = match (&filter.integration, identity.only()) {
        (Some(id), _) => vec![id.clone()],
        (None, Some(only)) => only.iter().cloned().collect(),
        (None, None) => console.settings.integration_ids().await?,
    };
    Found::listed(console, &ids, filter).await
}

/// The integration with this id, unless it was deleted.
fn named<'i>(all: &'i [Stored<IntegrationRecord>], id: &IntegrationId) -> Option<&'i Integration> {
    let mut all = all.iter().map(|stored| &stored.value.settings);
    all.find(|settings| settings.id == *id)
}

fn list(view: &View, filter: &Filter, all: &[Stored<IntegrationRecord>], found: &Found) -> Markup {
    let texts = &view.texts().inbox;
    let of_people = filter.owner == ListedOwner::People && filter.contact.is_none();
    html! {
        @if of_people {
            p class="lead" { ((texts.waiting)(found.waiting())) }
            @for (id, failed) in &found.failed {
                @if let Some(integration) = named(all, id) {
                    (release_failed(view, filter, integration, *failed))
                }
            }
        }
        @if found.rows.is_empty() {
            (nothing(view, filter))
        } @else {
            ol class="conversations" {
                @for row in &found.rows {
                    @if let Some(integration) = named(all, &row.integration) {
                        (shown(view, filter, integration, row))
                    }
                }
            }
        }
        @if let Some(next) = &found.next {
            p {
                a class="button secondary" href=(filter.address(Some(next))) {
                    (view.texts().common.older)
                }
            }
        } @else if found.more {
            p class="help" {
                (if of_people { texts.only_the_newest } else { texts.only_the_newest_of_all })
            }
        }
    }
}

fn nothing(view: &View, filter: &Filter) -> Markup {
    let texts = &view.texts().inbox;
    let (said, hint) = match (&filter.contact, filter.owner) {
        (Some(_), _) => (texts.not_found, texts.not_found_hint),
        (None, ListedOwner::People) => (texts.nobody, texts.nobody_hint),
        (None, ListedOwner::Assistant) => {
            (texts.nothing_of_assistant, texts.nothing_of_assistant_hint)
        }
    };
    empty(said, &html! { p { (hint) } })
}

fn shown(view: &View, filter: &Filter, integration: &Integration, row: &Row) -> Markup {
    let texts = &view.texts().inbox;
    let Row { id, state, .. } = row;
    let address = address(&integration.id, id);
    let waits = state.waits_since();
    html! {
        li id=(format!("c-{}-{}", integration.id.as_str(), id.as_str())) class="card stack tight"
            data-waits=[waits.map(|_| &address)] {
            div class="between" {
                a class="contact" href=(address) { (called(view, state)) }
                @if let Some(since) = waits {
                    span class="badge warn" { (texts.waits) " · " (when(view, since)) }
                } @else if filter.owner == ListedOwner::People && filter.contact.is_none() {
                    span class="badge good" { (texts.answered) }
                }
            }
            p class="cluster help" {
                @if filter.integration.is_none() { span { (integration.name.as_str()) } }
                span { (texts.changed) ": " (when(view, state.changed_at)) }
                (badges(view, state))
            }
            @if let Some(transfer) = &state.transferred {
                p class="help" { ((view.texts().phone.trail.reason)(transfer.reason)) }
                @if !transfer.summary.is_empty() { p class="said" { (transfer.summary) } }
            }
        }
    }
}

fn badges(view: &View, state: &conversation::State) -> Markup {
    let texts = &view.texts().inbox;
    html! {
        @match &state.unattended {
            Some(Unattended::AssistantFailed { .. }) => {
                span class="badge bad" { (texts.failed) }
            }
            Some(Unattended::Disabled) => {
                span class="badge" { (texts.came_while_disabled) }
            }
            None => {}
        }
    }
}

fn release_failed(
    view: &View,
    filter: &Filter,
    integration: &Integration,
    failed: usize,
) -> Markup {
    let id = integration.id.as_str();
    html! {
        form method="post" action=(format!("/console/integrations/{id}/conversations/release-failed")) {
            (view.form_token())
            button class="button secondary" type="submit" {
                ((view.texts().inbox.release_failed)(failed))
                @if filter.integration.is_none() { " · " (integration.name.as_str()) }
            }
        }
    }
}
