//! One conversation: who has it, what was said and why, and answering it.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use conversation::{ConversationRef, Owner, Seq, Told, Unattended};
use maud::{Markup, html};
use settings::{Integration, Prices};

use super::{address, called, inbox_of, transcript};
use crate::conversations::page::{Bounds, Page};
use crate::conversations::{Ids, before, named, state};
use crate::error::ApiError;
use crate::identity::Role;
use crate::pages::View;
use crate::pages::components::when;
use crate::{Console, integrations, prices};

/// What a page shows at once. It is read again every few seconds.
const SHOWN: Bounds = Bounds {
    messages: 60,
    chars: 30_000,
    turns: 60,
};

/// What a person wrote and could not be sent, and why.
pub(super) struct Unsent<'a> {
    pub(super) text: &'a str,
    pub(super) problem: String,
}

pub(super) async fn one(
    State(console): State<Arc<Console>>,
    view: View,
    Path(ids): Path<Ids>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let before = before(&query.unwrap_or_default())?;
    shown(&console, &view, &ids, before, None).await
}

/// A conversation as it is read.
pub(super) struct Known<'a> {
    pub(super) of: &'a ConversationRef,
    pub(super) integration: &'a Integration,
    pub(super) state: &'a conversation::State,
    /// None for those whom cost does not concern.
    pub(super) prices: Option<&'a Prices>,
}

pub(super) async fn shown(
    console: &Console,
    view: &View,
    ids: &Ids,
    before: Option<Seq>,
    unsent: Option<&Unsent<'_>>,
) -> Result<Response, ApiError> {
    let of = named(ids)?;
    let page = async { Ok(Page::read(&console.conversations, &of, before, SHOWN).await?) };
    let known = async { Ok(state(console, &of).await?) };
    let integration = integrations::find(console, of.integration.as_str());
    let prices = async {
        match view.role() {
            Some(Role::Agent) => Ok(None),
            _ => prices::current(console).await.map(Some),
        }
    };
    let (page, known, integration, prices) = tokio::try_join!(page, known, integration, prices)?;
    let known = Known {
        of: &of,
        integration: &integration.value.settings,
        state: &known.ok_or(ApiError::NotFound)?,
        prices: prices.as_ref(),
    };
    let changing = html! {
        (head(view, &known))
        (transcript::transcript(view, &known, &page, before))
    };
    if view.is_part {
        return Ok(view.part(changing));
    }
    let title = called(view, known.state);
    let texts = &view.texts().conversation;
    let here = address(&of.integration, &of.id);
    let body = html! {
        p { a href=(inbox_of(&of.integration)) { (view.texts().inbox.back) } }
        h1 { (title) }
        p class="warning" role="status" hidden data-not-refreshed { (view.texts().inbox.not_refreshed) }
        @if before.is_some() {
            div class="stack" { (changing) }
            p { a class="button secondary" href=(format!("{here}#end")) { (texts.newest) } }
        } @else {
            div id="conversation" class="stack" hx-get=(here) hx-trigger="every 4s" hx-swap="innerMorph"
                hx-status:"4xx"="swap:none" hx-status:"5xx"="swap:none" data-refresh
                data-new-messages=(texts.new_messages) {
                (changing)
            }
            a id="new-messages" class="button new-messages" href="#end" hidden { (texts.new_messages) " ↓" }
            (answer(view, &here, unsent))
        }
    };
    let page = view.page(&title, &body);
    Ok(page)
}

fn head(view: &View, known: &Known<'_>) -> Markup {
    let texts = &view.texts().conversation;
    let Known {
        of,
        integration,
        state,
        ..
    } = known;
    let here = address(&of.integration, &of.id);
    let of_people = matches!(state.owner, Owner::People { .. });
    html! {
        section id="state" class="card stack" aria-label=(called(view, state)) {
            div class="between" {
                p class="cluster" {
                    @if of_people {
                        span class="badge" { (texts.people_have_it) }
                    } @else {
                        span class="badge good" { (texts.assistant_has_it) }
                    }
                    @if let Some(since) = state.waits_since() {
                        span class="badge warn" { (texts.waits) " · " (when(view, since)) }
                    }
                    @match &state.unattended {
                        Some(Unattended::AssistantFailed { .. }) => {
                            span class="badge bad" { (view.texts().inbox.failed) }
                        }
                        Some(Unattended::Disabled) => {
                            span class="badge" { (view.texts().inbox.came_while_disabled) }
                        }
                        None => {}
                    }
                    span class="help" { (integration.name.as_str()) }
                }
                div class="cluster" {
                    form method="post" action=(format!("{here}/take-over")) {
                        (view.form_token())
                        button class="button secondary" type="submit" disabled[of_people && state.unattended.is_none()] { (texts.take_over) }
                    }
                    form method="post" action=(format!("{here}/release")) {
                        (view.form_token())
                        button class="button secondary" type="submit" disabled[!of_people] { (texts.release) }
                    }
                    a class="button secondary" href=(format!("{here}/erase")) { (texts.erase) }
                }
            }
            p class="help" {
                (texts.known_as) ": "
                @for name in &state.contact.names { code { (name.as_str()) } " " }
            }
            @if let Some(transfer) = &state.transferred {
                div class="stack tight" {
                    p { strong { ((view.texts().phone.trail.reason)(transfer.reason)) } " · " (when(view, transfer.at)) }
                    @if !transfer.summary.is_empty() {
                        p class="said" { (texts.summary) ": " (transfer.summary) }
                    }
                }
            }
            @if let Some(handover) = &state.handover {
                @match &handover.told {
                    Told::NotYet => { p class="help" { (texts.not_told_yet) } }
                    Told::No { why } => { p class="warning" { ((texts.not_told)(why)) } }
                    Told::Yes => {}
                }
                @if let Some(why) = &handover.last_error {
                    p class="warning" { ((texts.desk_failing)(why)) }
                }
            }
            @if state.turn.is_some() && !of_people {
                p class="help" { (texts.in_progress) }
            }
        }
    }
}

/// Outside of what is read again, so that nothing that one types is lost.
fn answer(view: &View, here: &str, unsent: Option<&Unsent<'_>>) -> Markup {
    let texts = &view.texts().conversation;
    html! {
        form id="end" method="post" action=(here) class="card stack" data-once data-unsaved=(match unsent {
            Some(_) => "changed",
            None => "",
        }) {
            (view.form_token())
            @if let Some(unsent) = unsent {
                p id="text-mistake" class="problem" role="alert" { (unsent.problem) }
            }
            div class="field" {
                label for="text" { (texts.write) }
                textarea id="text" name="text" rows="3" maxlength="4096" required data-send-by-keys
                    aria-describedby=(match unsent {
                        Some(_) => "text-mistake text-help",
                        None => "text-help",
                    })
                    aria-invalid=[unsent.map(|_| "true")] { (unsent.map_or("", |unsent| unsent.text)) }
                p id="text-help" class="help" { (texts.write_help) }
            }
            div { button class="button" type="submit" { (texts.send) } }
        }
    }
}
