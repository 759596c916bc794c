//! Signing in and out.

use std::sync::Arc;

use axum::extract::{RawQuery, Request, State};
use axum::http::header::{REFERER, SET_COOKIE};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use conversation::ports::Clock;
use lambda_http::request::RequestContext;
use maud::html;
use store::{About, AuditLine, Did};
use url::form_urlencoded;

use super::session::{Session, keyed};
use super::{Fields, Notice, View, problem, view};
use crate::error::ApiError;
use crate::identity::Identity;
use crate::permission::Permission;
use crate::router::{Part, ROOT};
use crate::{Console, audit};

const PATH: &str = "/console/sign-in";

pub(super) fn parts() -> Vec<Part> {
    vec![
        Part::at(PATH)
            .page(form, Permission::Anyone)
            .form(sign_in, Permission::Anyone, None),
        Part::at("/console/sign-out").form(sign_out, Permission::Anyone, None),
    ]
}

/// Leads to the form, and from there back to the page that was asked for. What a script reads again and
/// again leads nowhere: somebody may be writing in the page.
pub(super) fn first(view: &View, request: &Request) -> Response {
    if view.is_part && request.method() == Method::GET {
        return problem::signed_out(view);
    }
    let query: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("to", &view.back)
        .finish();
    let form = format!("{PATH}?{query}");
    if view.is_part {
        // A script cannot follow to a whole page.
        return (StatusCode::UNAUTHORIZED, [("hx-redirect", form)]).into_response();
    }
    view::see(&form)
}

/// The page that a form was sent from, if it is one of ours.
pub(super) fn around(headers: &HeaderMap) -> String {
    let named = headers.get("hx-current-url").or(headers.get(REFERER));
    let address = named.and_then(|it| it.to_str().ok()?.parse::<Uri>().ok());
    let page = address.as_ref().and_then(Uri::path_and_query);
    inside(page.map_or(ROOT, PathAndQuery::as_str)).to_owned()
}

/// A page of ours, whatever the address says.
pub(super) fn inside(to: &str) -> &str {
    let below = to.strip_prefix(ROOT);
    let is_ours = below.is_some_and(|below| below.is_empty() || below.starts_with(['/', '?']));
    let is_plain = to
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours && is_plain { to } else { ROOT }
}

async fn form(
    State(console): State<Arc<Console>>,
    view: View,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let value = |name| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    };
    if let Some(link) = value("link") {
        return match console.sessions.take_link(&link).await? {
            true => enter(&console, &view, &Identity::AdminToken, ROOT).await,
            false => {
                let said = view.texts().sign_in.link_used;
                Ok(shown(&view, StatusCode::GONE, ROOT, Some(said)))
            }
        };
    }
    let to = value("to").unwrap_or_default();
    Ok(shown(&view, StatusCode::OK, inside(&to), None))
}

async fn sign_in(
    State(console): State<Arc<Console>>,
    view: View,
    context: Option<axum::Extension<RequestContext>>,
    fields: Fields,
) -> Result<Response, ApiError> {
    let to = inside(fields.text("to"));
    let texts = &view.texts().sign_in;
    let key = console.admin_token.cookie_key().await;
    let address = source(context.as_deref());
    let address = keyed(&key, "address", &address);
    let Some(attempt) = console.sessions.attempt(address).await? else {
        let status = StatusCode::TOO_MANY_REQUESTS;
        return Ok(shown(&view, status, to, Some(texts.too_many)));
    };
    let found = Identity::of_token(&console, fields.text("token").trim()).await?;
    let Some(identity) = found else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(shown(&view, status, to, Some(texts.wrong)));
    };
    console.sessions.succeeded(&attempt).await?;
    enter(&console, &view, &identity, to).await
}

/// Begins a session and leads inside.
async fn enter(
    console: &Console,
    view: &View,
    identity: &Identity,
    to: &str,
) -> Result<Response, ApiError> {
    let cookie = Session::begin(console, identity, view.headers()).await?;
    note(console, identity, Did::SignIn).await;
    let mut response = view::see(to);
    response
        .headers_mut()
        .extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
    Ok(response)
}

async fn sign_out(State(console): State<Arc<Console>>, view: View) -> Result<Response, ApiError> {
    let mut response = view.see(PATH, Notice::SignedOut);
    if let Some(session) = &view.session {
        let cookie = session.end(&console, view.headers()).await?;
        note(&console, &session.identity, Did::SignOut).await;
        response
            .headers_mut()
            .extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
    }
    Ok(response)
}

async fn note(console: &Console, identity: &Identity, did: Did) {
    let line = AuditLine {
        at: console.clock.now(),
        who: identity.who(),
        did,
        status: StatusCode::SEE_OTHER.as_u16(),
        about: About::default(),
    };
    audit::write(console, &line).await;
}

/// The address that a request came from; of IPv6 what one customer of a provider has.
fn source(context: Option<&RequestContext>) -> String {
    let address = match context {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
        _ => None,
    };
    let address = address.unwrap_or_default();
    match address.parse() {
        Ok(std::net::IpAddr::V6(address)) => {
            let network = u128::from(address) >> 64;
            format!("{network:x}")
        }
        _ => address,
    }
}

fn shown(view: &View, status: StatusCode, to: &str, mistake: Option<&str>) -> Response {
    let texts = &view.texts().sign_in;
    let described = if mistake.is_some() {
        "token-help token-error"
    } else {
        "token-help"
    };
    let body = html! {
        div class="narrow card stack" {
            h1 { (texts.title) }
            form method="post" action=(PATH) class="stack" {
                input type="hidden" name="to" value=(to);
                // Password managers keep a password with a name.
                input type="text" name="username" value="recado" autocomplete="username" hidden;
                div class="field" {
                    label for="token" { (texts.token) }
                    input id="token" name="token" type="password" required
                        autocomplete="current-password" autocapitalize="none" spellcheck="false"
                        aria-describedby=(described)
                        aria-invalid=[mistake.map(|_| "true")];
                    @if let Some(mistake) = mistake {
                        p id="token-error" class="mistake" role="alert" { (mistake) }
                    }
                    p id="token-help" class="help" { (texts.help) }
                }
                button class="button" type="submit" { (texts.enter) }
            }
        }
    };
    view.page_as(status, texts.title, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_site() {
        for to in ["/console", "/console/audit?cursor=1", "/console?a=b"] {
            assert_eq!(inside(to), to);
        }
        for to in [
            "",
            "/",
            "//evil.example",
            "https://evil.example/console",
            "/consoles",
            "/console\\evil",
            "/console/\r\nset-cookie:a=b",
            "/console@evil.example",
        ] {
            assert_eq!(inside(to), ROOT, "{to}");
        }
    }
}
