//! Responses in JSON.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use lambda::error_chain;
use serde::Serialize;
use serde_json::json;

use crate::error::{ApiError, ErrorView};
use crate::etag::etag;

/// Stands beside the response to a request that failed outside, after something was done here, or there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DoneAllTheSame;

/// The result of a handler.
pub(crate) type Answer = Result<Response, ApiError>;

/// One resource, with the version that a change of it may name.
pub(crate) fn one(status: StatusCode, thing: &impl Serialize, version: u64) -> Answer {
    let answer = json(status, thing)?;
    Ok(([(ETAG, etag(version))], answer).into_response())
}

/// The status of a PUT: 200 if there was a version before, 201 otherwise.
pub(crate) fn put_status(replaced: Option<u64>) -> StatusCode {
    match replaced {
        Some(_) => StatusCode::OK,
        None => StatusCode::CREATED,
    }
}

/// A list, under its name.
pub(crate) fn list(name: &str, things: &[impl Serialize]) -> Answer {
    json(StatusCode::OK, &json!({ name: things }))
}

/// Success, with nothing left to show.
pub(crate) fn gone() -> Response {
    (StatusCode::NO_CONTENT, [(CACHE_CONTROL, "no-store")]).into_response()
}

pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    let text = serde_json::to_string(body).map_err(ApiError::internal)?;
    Ok(json_text(status, text))
}

fn json_text(status: StatusCode, text: String) -> Response {
    let headers = [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_TYPE, "application/json"),
    ];
    (status, headers, Body::from(text)).into_response()
}

/// In JSON. The error stands beside it, for a page to say it in its reader's language.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Self::Internal(cause) = &self {
            tracing::error!(error = error_chain(cause.as_ref()), "a request failed");
        }
        let body = json!(ErrorView::new(&self));
        let answer = json_text(self.status(), body.to_string());
        let mut answer = match &self {
            Self::Unauthorized => ([(WWW_AUTHENTICATE, "Bearer")], answer).into_response(),
            Self::MethodNotAllowed(methods) => ([(ALLOW, methods.clone())], answer).into_response(),
            Self::ChannelRefused(_) | Self::ChannelFailed(_) => {
                (Extension(DoneAllTheSame), answer).into_response()
            }
            _ => answer,
        };
        answer.extensions_mut().insert(Arc::new(self));
        answer
    }
}
