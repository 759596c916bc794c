//! Who did what.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use store::{AuditLine, Who};
use url::form_urlencoded;

use super::View;
use super::components::{empty, table, when};
use crate::error::ApiError;
use crate::identity::Identity;
use crate::permission::Permission;
use crate::router::Part;
use crate::{Console, audit};

pub(super) fn parts() -> Vec<Part> {
    vec![Part::at("/console/audit").page(list, Permission::Settings)]
}

async fn list(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let texts = &view.texts().audit;
    let query = query.unwrap_or_default();
    let page = audit::page(&console, &identity, &query).await?;
    let body = html! {
        h1 { (texts.title) }
        p class="lead" { (texts.lead) }
        @if page.lines.is_empty() {
            (empty(texts.empty, &html! {}))
        } @else {
            (table(
                texts.title,
                &html! {
                    th scope="col" { (texts.when) }
                    th scope="col" { (texts.who) }
                    th scope="col" { (texts.what) }
                    th scope="col" { (texts.about) }
                },
                &html! {
                    @for line in &page.lines { (row(&view, line)) }
                },
            ))
        }
        @if let Some(cursor) = &page.next {
            p { a class="button secondary" href=(older(&query, cursor)) { (view.texts().common.older) } }
        }
    };
    Ok(view.page(texts.title, &body))
}

fn row(view: &View, line: &AuditLine) -> Markup {
    let texts = &view.texts().audit;
    let who = match &line.who {
        Who::Admin => texts.admin_token,
        Who::AccessToken { name, .. } => name,
    };
    html! {
        tr {
            td { (when(view, line.at)) }
            td { (who) }
            td {
                ((texts.did)(line.did))
                @if line.status >= 400 { br; small { ((texts.failed)(line.status)) } }
            }
            td { (about(line)) }
        }
    }
}

fn about(line: &AuditLine) -> Markup {
    let about = &line.about;
    let named = [
        about.integration.as_ref().map(|id| id.as_str()),
        about.conversation.as_ref().map(|id| id.as_str()),
        about.assistant.as_ref().map(|id| id.as_str()),
        about.access_token.as_ref().map(|id| id.as_str()),
    ];
    html! {
        @for id in named.into_iter().flatten() { code { (id) } " " }
    }
}

/// The address of the page after this one.
fn older(query: &str, cursor: &str) -> String {
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "cursor");
    let query: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair("cursor", cursor)
        .finish();
    format!("/console/audit?{query}")
}
