//! What goes back.

use lambda_http::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, WWW_AUTHENTICATE,
};
use lambda_http::http::{HeaderName, StatusCode};
use lambda_http::{Body, Response};
use serde::Serialize;
use serde_json::json;

use crate::error::ApiError;
use crate::precondition::etag;

/// One thing, with the version that a change of it may name.
pub(crate) fn one(
    status: StatusCode,
    thing: &impl Serialize,
    version: u64,
) -> Result<Response<Body>, ApiError> {
    let mut response = json(status, thing)?;
    let etag = HeaderValue::try_from(etag(version)).map_err(ApiError::internal)?;
    response.headers_mut().insert(ETAG, etag);
    Ok(response)
}

/// The status of what was put over a version, or over nothing.
pub(crate) fn put_status(replaced: Option<u64>) -> StatusCode {
    match replaced {
        Some(_) => StatusCode::OK,
        None => StatusCode::CREATED,
    }
}

/// A list under its name.
pub(crate) fn list(name: &str, things: &[impl Serialize]) -> Result<Response<Body>, ApiError> {
    json(StatusCode::OK, &json!({ name: things }))
}

/// Done, and nothing is left to show.
pub(crate) fn gone() -> Response<Body> {
    plain(StatusCode::NO_CONTENT, Body::Empty)
}

pub(crate) fn error(error: &ApiError) -> Response<Body> {
    let body = json!({"error": {
        "code": error.code(),
        "message": error.to_string(),
        "field": error.field(),
    }});
    let mut response = json_text(error.status(), body.to_string());
    let more: Option<(HeaderName, &'static str)> = match error {
        ApiError::Unauthorized => Some((WWW_AUTHENTICATE, "Bearer")),
        ApiError::MethodNotAllowed(methods) => Some((ALLOW, methods)),
        _ => None,
    };
    if let Some((name, value)) = more {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Result<Response<Body>, ApiError> {
    let text = serde_json::to_string(body).map_err(ApiError::internal)?;
    Ok(json_text(status, text))
}

fn json_text(status: StatusCode, text: String) -> Response<Body> {
    let mut response = plain(status, Body::Text(text));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

fn plain(status: StatusCode, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
