//! The checks of every request for a page, before its handler.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::session::Session;
use super::{Fields, View, cookies, problem, sign_in};
use crate::admission::{Admission, MAX_BODY_BYTES, check_size};
use crate::error::ApiError;
use crate::permission::Permission;

/// Everything is our own and in files: nothing that somebody wrote can run, or load anything.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    media-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Passes an admitted request to its handler, with a [`View`] and, of a form, its [`Fields`]. The
/// response carries the matched path, for the log.
pub(crate) async fn admit(
    State(admission): State<Arc<Admission>>,
    path: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let mut view = View::new(&request, admission.console.clock.clone());
    let admitted = admitted(&admission, &mut view, path.as_ref(), request, next).await;
    let mut response = admitted.unwrap_or_else(IntoResponse::into_response);
    if let Some(error) = response.extensions_mut().remove::<Arc<ApiError>>() {
        response = problem::shown(&view, &error, response);
    }
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if let Some(path) = path {
        response.extensions_mut().insert(path);
    }
    response
}

async fn admitted(
    admission: &Admission,
    view: &mut View,
    path: Option<&MatchedPath>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    check_size(&request)?;
    let rule = path.and_then(|path| admission.rule(request.method(), path));
    let is_open = rule.is_some_and(|rule| rule.permission == Permission::Anyone);
    // What never changes needs no session, and is asked for at every page.
    let session = match is_open && request.method() == Method::GET {
        true => None,
        false => Session::read(&admission.console, &cookies::jar(request.headers())).await?,
    };
    view.session.clone_from(&session);
    // Without a rule there is no handler either, and the router says so.
    let Some(rule) = rule else {
        return Ok(next.run(request).await);
    };
    if session.is_none() && !is_open {
        return Ok(sign_in::first(view, &request));
    }
    if request.method() == Method::POST {
        let fields;
        (request, fields) = read(request).await?;
        let made_here = session
            .as_ref()
            .is_some_and(|it| it.made(fields.form_token()));
        let is_ours = is_same_origin(request.headers());
        if !is_ours || !(made_here || is_open) {
            let again = is_ours && session.is_some();
            return Ok(problem::stale(view, again.then_some(&fields)));
        }
        request.extensions_mut().insert(fields);
    }
    request.extensions_mut().insert(view.clone());
    match session {
        Some(session) if !is_open => admission.pass(&session.identity, rule, request, next).await,
        _ => Ok(next.run(request).await),
    }
}

/// Reads a form, and gives the request back as it came.
async fn read(request: Request) -> Result<(Request, Fields), ApiError> {
    let (parts, body) = request.into_parts();
    let most = usize::try_from(MAX_BODY_BYTES).unwrap_or(usize::MAX);
    let body = to_bytes(body, most).await;
    let body = body.map_err(|_| ApiError::TooLarge)?;
    let fields = Fields::read(&body);
    Ok((Request::from_parts(parts, Body::from(body)), fields))
}

/// Whether a page of this site sent the form. Browsers say so; a sign-in form has nothing else.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let header = |name: &HeaderName| headers.get(name).and_then(|it| it.to_str().ok());
    match header(&ORIGIN) {
        None => true,
        Some(origin) => {
            let origin = origin.parse::<Uri>().ok();
            let origin = origin.as_ref().and_then(Uri::authority);
            origin.is_some() && origin.map(|it| it.as_str()) == header(&HOST)
        }
    }
}
