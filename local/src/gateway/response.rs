//! A function's answer as the response that the client gets: payload format 2.0.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE, TRANSFER_ENCODING},
    },
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

/// A function's answer that names a status. Format 2.0 has no `multiValueHeaders`; a function that
/// uses it would lose those headers on AWS, and loses them here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    status_code: u16,
    #[serde(default)]
    headers: Option<BTreeMap<String, String>>,
    #[serde(default)]
    cookies: Option<Vec<String>>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: Option<bool>,
}

/// An answer of the gateway itself.
pub(super) fn message(status: StatusCode, text: &str) -> Response {
    let body = json!({"message": text}).to_string();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The answer if a function fails, or gives something that is not a response.
pub(super) fn internal_error() -> Response {
    message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

/// The response that a function's payload stands for.
pub(super) fn from_function(payload: &[u8], request_id: &str) -> Response {
    let Some(mut response) = mapped(payload) else {
        tracing::warn!(request_id, "the function's response has a wrong form");
        return internal_error();
    };
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert("apigw-requestid", id);
    }
    response
}

fn mapped(payload: &[u8]) -> Option<Response> {
    let value: Value = serde_json::from_slice(payload).ok()?;
    if value.get("statusCode").is_some() {
        let answer: Answer = serde_json::from_value(value).ok()?;
        return answer.into_response();
    }
    // Without a status, the function's answer is the body itself.
    let mut response = Response::new(Body::from(payload.to_vec()));
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Some(response)
}

impl Answer {
    fn into_response(self) -> Option<Response> {
        let body = self.body.unwrap_or_default();
        let body = if self.is_base64_encoded.unwrap_or(false) {
            STANDARD.decode(body).ok()?
        } else {
            body.into_bytes()
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = StatusCode::from_u16(self.status_code).ok()?;
        let headers = response.headers_mut();
        for (name, value) in self.headers.unwrap_or_default() {
            let name = HeaderName::try_from(name).ok()?;
            headers.append(name, HeaderValue::try_from(value).ok()?);
        }
        // These belong to the connection, not to the function.
        headers.remove(CONTENT_LENGTH);
        headers.remove(TRANSFER_ENCODING);
        for cookie in self.cookies.unwrap_or_default() {
            headers.append(SET_COOKIE, HeaderValue::try_from(cookie).ok()?);
        }
        headers
            .entry(CONTENT_TYPE)
            .or_insert(HeaderValue::from_static("text/plain; charset=utf-8"));
        Some(response)
    }
}
