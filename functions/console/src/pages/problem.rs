//! Errors, as pages for people.

use axum::http::StatusCode;
use axum::http::header::{ALLOW, HeaderValue};
use axum::response::Response;
use maud::html;

use super::View;
use crate::error::ApiError;

/// What went wrong, in the reader's language. `response` says the same to programs.
pub(super) fn shown(view: &View, error: &ApiError, response: Response) -> Response {
    let texts = &view.texts().problems;
    let (title, said) = texts.of(error);
    let allow: Option<HeaderValue> = response.headers().get(ALLOW).cloned();
    let mut page = said_as(view, response.status(), title, &said);
    if let Some(methods) = allow {
        page.headers_mut().insert(ALLOW, methods);
    }
    *page.extensions_mut() = response.extensions().clone();
    page
}

/// The form is of another session, or of another site.
pub(super) fn stale(view: &View) -> Response {
    let texts = &view.texts().problems;
    said_as(view, StatusCode::FORBIDDEN, texts.stale_title, texts.stale)
}

fn said_as(view: &View, status: StatusCode, title: &str, said: &str) -> Response {
    let body = html! {
        h1 { (title) }
        p role="alert" { (said) }
        p { a href="/console" { (view.texts().common.to_start) } }
    };
    view.page_as(status, title, &body)
}
