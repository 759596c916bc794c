//! Who may use the console.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use secrecy::ExposeSecret;
use serde_json::{Map, Value};
use store::{AccessToken, Did};

use super::components::{self, copyable, described_by, empty, mistake, when};
use super::{Fields, Notice, View};
use crate::error::ApiError;
use crate::identity::{Identity, Role};
use crate::permission::Permission;
use crate::refused::Refused;
use crate::router::Part;
use crate::{Console, access_tokens, integrations};

const PATH: &str = "/console/access-tokens";
/// The fields with a mistake of their own, by their names in the API.
const NAME: &str = "name";
const INTEGRATIONS: &str = "integrations";

pub(super) fn parts() -> Vec<Part> {
    vec![
        Part::at(PATH).page(list, Permission::Admins).form(
            make,
            Permission::Admins,
            Some(Did::MakeAccessToken),
        ),
        Part::at("/console/access-tokens/{id}/revoke")
            .page(ask_to_revoke, Permission::Admins)
            .form(revoke, Permission::Admins, Some(Did::RevokeAccessToken)),
    ]
}

async fn list(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
) -> Result<Response, ApiError> {
    shown(&console, &identity, &view, &Fields::default(), None).await
}

async fn make(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let made = match fields::read(written(&fields).into()) {
        Ok(written) => access_tokens::make_written(&console, written).await,
        Err(invalid) => Err(invalid.into()),
    };
    let made = match made {
        Ok(made) => made,
        Err(ApiError::Refused(refused)) => {
            return shown(&console, &identity, &view, &fields, Some(&refused)).await;
        }
        Err(error) => return Err(error),
    };
    let texts = &view.texts().access_tokens;
    let body = html! {
        h1 { (texts.shown_title) }
        div class="card stack" {
            p role="alert" { strong { (made.token.name) } ": " (texts.shown_once) }
            (copyable(&view, "token", texts.token, made.text.expose_secret()))
            p { a href=(PATH) { (texts.back) } }
        }
    };
    let mut response = view.page_as(StatusCode::CREATED, texts.shown_title, &body);
    // For the audit: the path does not name it.
    response.extensions_mut().insert(made.token.id);
    Ok(response)
}

/// The form, as the API's body.
fn written(fields: &Fields) -> Map<String, Value> {
    let mut body = Map::new();
    for name in ["name", "role"] {
        body.insert(name.to_owned(), fields.text(name).into());
    }
    // Boxes that are ticked for an admin, who has all, mean nothing.
    if fields.text("role") != Role::Admin.name() {
        let chosen: Vec<_> = fields.all("integrations").collect();
        body.insert("integrations".to_owned(), chosen.into());
    }
    body
}

async fn ask_to_revoke(
    State(console): State<Arc<Console>>,
    view: View,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let tokens = console.access_tokens.list().await?;
    let token = tokens.into_iter().find(|token| token.id.as_str() == id);
    let token = token.ok_or(ApiError::NotFound)?;
    let texts = &view.texts().access_tokens;
    let title = (texts.revoke_title)(&token.name);
    let body = html! {
        div class="narrow card stack" {
            h1 { (title) }
            p { (texts.revoke_consequence) }
            form method="post" class="cluster" {
                (view.form_token())
                button class="button danger" type="submit" { (texts.revoke) }
                a class="button secondary" href=(PATH) { (view.texts().common.cancel) }
            }
        }
    };
    Ok(view.page(&title, &body))
}

async fn revoke(
    State(console): State<Arc<Console>>,
    view: View,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    access_tokens::revoke_named(&console, &id).await?;
    Ok(view.see(PATH, Notice::TokenRevoked))
}

/// The list, and the form under it as it was sent.
async fn shown(
    console: &Console,
    identity: &Identity,
    view: &View,
    sent: &Fields,
    refused: Option<&Refused>,
) -> Result<Response, ApiError> {
    let texts = &view.texts().access_tokens;
    let integrations = integrations::seen(console, identity);
    let tokens = async { Ok(console.access_tokens.list().await?) };
    let (integrations, tokens) = tokio::try_join!(integrations, tokens)?;
    let ids: Vec<_> = integrations
        .iter()
        .map(|it| it.value.settings.id.as_str())
        .collect();
    let body = html! {
        h1 { (texts.title) }
        p class="lead" { (texts.lead) }
        @if tokens.is_empty() {
            (empty(texts.empty, &html! {}))
        } @else {
            (table(view, &tokens))
        }
        section class="card stack" aria-labelledby="make" {
            h2 id="make" { (texts.make_title) }
            (form(view, &ids, sent, refused))
        }
    };
    let status = match refused {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(view.page_as(status, texts.title, &body))
}

fn table(view: &View, tokens: &[AccessToken]) -> Markup {
    let texts = &view.texts().access_tokens;
    html! {
        (components::table(
            texts.title,
            &html! {
                th scope="col" { (texts.name) }
                th scope="col" { (texts.role) }
                th scope="col" { (texts.integrations) }
                th scope="col" { (texts.made) }
                th scope="col" { (texts.used) }
                th scope="col" { span class="unseen" { (texts.actions) } }
            },
            &html! {
                @for token in tokens {
                    tr {
                        th scope="row" { (token.name) }
                        td { ((texts.role_name)(Role::from(&token.grant))) }
                        td {
                            @match token.grant.integrations() {
                                None => { (texts.all) }
                                Some(ids) => { @for id in ids { code { (id.as_str()) } " " } }
                            }
                        }
                        td { (when(view, token.created_at)) }
                        td {
                            @match token.last_used_at {
                                None => { (view.texts().common.never) }
                                Some(at) => { (when(view, at)) }
                            }
                        }
                        td {
                            a href=(format!("{PATH}/{}/revoke", token.id.as_str()))
                                aria-label=((texts.revoke_named)(&token.name)) { (texts.revoke) }
                        }
                    }
                }
            },
        ))
    }
}

/// The field of the form that is refused: one of a list is shown with its list.
fn place(refused: &Refused) -> &str {
    let field = refused.field.as_deref().unwrap_or_default();
    field.split_once('[').map_or(field, |(list, _)| list)
}

fn form(view: &View, ids: &[&str], sent: &Fields, refused: Option<&Refused>) -> Markup {
    let texts = &view.texts().access_tokens;
    let said = |field: &str| {
        let refused = refused.filter(|it| place(it) == field)?;
        Some(view.texts().refusals.of(&refused.reason))
    };
    let (name, integrations) = (said(NAME), said(INTEGRATIONS));
    let elsewhere = refused.filter(|it| ![NAME, INTEGRATIONS].contains(&place(it)));
    let role = sent.get("role").unwrap_or(Role::Agent.name());
    html! {
        form method="post" class="stack" {
            (view.form_token())
            @if let Some(refused) = elsewhere {
                p class="problem" role="alert" { (view.texts().refusals.of(&refused.reason)) }
            }
            div class="field" {
                label for="name" { (texts.name) }
                input id="name" name="name" required maxlength="100" value=(sent.text("name"))
                    autocomplete="off" aria-describedby=(described_by("name", name.as_deref()))
                    aria-invalid=[name.as_ref().map(|_| "true")];
                (mistake("name", name.as_deref()))
                p id="name-help" class="help" { (texts.name_help) }
            }
            fieldset {
                legend { (texts.role) }
                @for each in [Role::Agent, Role::Operator, Role::Admin] {
                    label class="choice" {
                        input type="radio" name="role" value=(each.name()) checked[role == each.name()];
                        span { ((texts.role_name)(each)) " " small { ((texts.role_help)(each)) } }
                    }
                }
            }
            fieldset aria-describedby=(described_by("integrations", integrations.as_deref())) {
                legend { (texts.integrations) }
                p id="integrations-help" class="help" {
                    (if ids.is_empty() { texts.no_integrations } else { texts.integrations_help })
                }
                (mistake("integrations", integrations.as_deref()))
                @for id in ids {
                    label class="choice" {
                        input type="checkbox" name="integrations" value=(id)
                            checked[sent.all("integrations").any(|chosen| chosen == *id)];
                        span { code { (id) } }
                    }
                }
            }
            button class="button" type="submit" { (texts.make) }
        }
    }
}
