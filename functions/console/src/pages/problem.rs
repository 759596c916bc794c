//! Errors, as pages for people.

use axum::http::StatusCode;
use axum::http::header::{ALLOW, HeaderValue};
use axum::response::Response;
use maud::{Markup, html};

use super::{Fields, View};
use crate::error::ApiError;

/// What went wrong, in the reader's language. `response` says the same to programs.
pub(super) fn shown(view: &View, error: &ApiError, response: Response) -> Response {
    let texts = &view.texts().problems;
    let (title, said) = texts.of(error);
    let allow: Option<HeaderValue> = response.headers().get(ALLOW).cloned();
    let mut page = said_as(view, response.status(), title, &said, &to_start(view));
    if let Some(methods) = allow {
        page.headers_mut().insert(ALLOW, methods);
    }
    *page.extensions_mut() = response.extensions().clone();
    page
}

/// The form is of another session, or of another site. One of this site can be sent again: `sent` has
/// its fields.
pub(super) fn stale(view: &View, sent: Option<&Fields>) -> Response {
    let texts = &view.texts().problems;
    let (said, then) = match sent {
        None => (texts.stale, to_start(view)),
        Some(sent) => (texts.stale_kept, again(view, sent)),
    };
    said_as(view, StatusCode::FORBIDDEN, texts.stale_title, said, &then)
}

/// Nobody is signed in any more, where a script reads a part of a page again.
pub(super) fn signed_out(view: &View) -> Response {
    let texts = &view.texts().problems;
    view.part_as(StatusCode::UNAUTHORIZED, sentence(texts.signed_out))
}

/// The form as it was sent, but for its secrets, which no page holds.
fn again(view: &View, sent: &Fields) -> Markup {
    let texts = &view.texts().problems;
    let (secrets, kept): (Vec<_>, Vec<_>) = sent.pairs().partition(|(name, _)| is_secret(name));
    html! {
        @if secrets.iter().any(|(_, value)| !value.is_empty()) {
            p class="warning" { (texts.stale_secrets) }
        }
        form method="post" action=(view.address) data-unsaved="changed" {
            (view.form_token())
            @for (name, value) in kept {
                input type="hidden" name=(name) value=(value);
            }
            button class="button" type="submit" { (texts.stale_send) }
        }
    }
}

fn is_secret(name: &str) -> bool {
    ["key", "token", "secret"]
        .iter()
        .any(|end| name.ends_with(end))
}

fn to_start(view: &View) -> Markup {
    html! {
        p { a href="/console" { (view.texts().common.to_start) } }
    }
}

fn sentence(said: &str) -> Markup {
    html! { p class="problem" role="alert" { (said) } }
}

/// A page, or of a part the sentence alone.
fn said_as(view: &View, status: StatusCode, title: &str, said: &str, then: &Markup) -> Response {
    if view.is_part {
        return view.part_as(status, sentence(said));
    }
    let body = html! {
        h1 { (title) }
        p role="alert" { (said) }
        (then)
    };
    view.page_as(status, title, &body)
}
