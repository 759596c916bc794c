//! What an assistant was before: who saved it, when, what differs, and the way back.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use settings::Assistant;
use store::{AssistantVersion, Who};

use super::values::Values;
use super::{address, diff};
use crate::assistants::{is_open, versions};
use crate::error::ApiError;
use crate::identity::Identity;
use crate::pages::components::when;
use crate::pages::{Fields, Notice, View};
use crate::{Console, etag, query};

type Version = AssistantVersion<Assistant>;

pub(super) async fn history(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    view: View,
) -> Result<Response, ApiError> {
    let [wanted] = query::values(&query.unwrap_or_default(), ["version"])?;
    let versions = versions::all(&console, &id);
    let may_change = is_open(&console, &identity, &id);
    let (versions, may_change) = tokio::try_join!(versions, may_change)?;
    let current = versions.first().ok_or(ApiError::NotFound)?;
    let texts = &view.texts().assistants;
    let title = (texts.history_named)(current.assistant.name.as_str());
    let chosen = wanted.as_deref();
    let body = html! {
        p { a href=(address(&id)) { (current.assistant.name.as_str()) } }
        h1 { (title) }
        p class="lead" { (texts.history_lead) }
        ol class="conversations" {
            @for (nth, version) in versions.iter().enumerate() {
                @let before = versions.get(nth + 1);
                @let open = match chosen {
                    Some(chosen) => version.version.to_string() == chosen,
                    None => nth == 0,
                };
                li id=(format!("v-{}", version.version)) class="card stack" {
                    (head(&view, &id, version, before, current.version, may_change))
                    @if let Some(before) = before {
                        @if open {
                            (differences(&view, before, version))
                        } @else if !versions::changed(&before.assistant, &version.assistant).is_empty() {
                            p { a href=(opened(&id, version.version)) { (texts.what_changed) } }
                        }
                    }
                }
            }
        }
    };
    Ok(view.page(&title, &body))
}

fn head(
    view: &View,
    id: &str,
    version: &Version,
    before: Option<&Version>,
    current: u64,
    may_change: bool,
) -> Markup {
    let texts = &view.texts().assistants;
    let changed = before.map(|before| versions::changed(&before.assistant, &version.assistant));
    html! {
        div class="between" {
            div {
                p class="cluster" {
                    @match &version.saved {
                        Some(saved) => { strong { (when(view, saved.at)) } span { (name(view, &saved.by)) } },
                        None => strong { (texts.unknown_who) },
                    }
                    @if version.version == current { span class="badge good" { (texts.current) } }
                }
                p class="help" {
                    @match &changed {
                        None => (texts.oldest),
                        Some(changed) if changed.is_empty() => (texts.nothing_changed),
                        Some(changed) => {
                            (texts.changed) ": "
                            (changed.iter().map(|it| (texts.field)(it)).collect::<Vec<_>>().join(", "))
                        },
                    }
                }
            }
            @if may_change && version.version != current {
                form method="post" action=(format!("{}/versions/{}/restore", address(id), version.version)) {
                    (view.form_token())
                    input type="hidden" name="version" value=(current);
                    button class="button secondary" type="submit" { (texts.restore) }
                }
            }
        }
    }
}

/// The address of the history with the differences of that version.
fn opened(id: &str, version: u64) -> String {
    format!("{}/versions?version={version}#v-{version}", address(id))
}

fn differences(view: &View, before: &Version, after: &Version) -> Markup {
    let texts = &view.texts().assistants;
    let [was, is] = [before, after].map(|it| Values::of(view.language, &it.assistant));
    let changed = versions::changed(&before.assistant, &after.assistant);
    html! {
        @if !changed.is_empty() {
            details open {
                summary { (texts.what_changed) }
                dl class="changes" {
                    @for field in &changed {
                        dt { ((texts.field)(field)) }
                        dd {
                            @if field == "instructions" {
                                (diff::lines(view, was.get(field), is.get(field)))
                            } @else {
                                del { (was.get(field)) } " → " ins { (is.get(field)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn name<'w>(view: &View, who: &'w Who) -> &'w str {
    match who {
        Who::Admin => view.texts().audit.admin_token,
        Who::AccessToken { name, .. } => name,
    }
}

/// Brings a version back over the one that the page showed as the current.
pub(super) async fn restore(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path([id, version]): Path<[String; 2]>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let seen = etag::only(fields.text("version"));
    versions::bring_back(&console, &identity, [&id, &version], &seen).await?;
    Ok(view.see(&address(&id), Notice::AssistantRestored))
}
