//! The checks of every request, before its handler.

use std::sync::Arc;

use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::Console;
use crate::error::ApiError;

/// The largest body that is read: several times what the longest settings need.
pub(crate) const MAX_BODY_BYTES: u64 = 1024 * 1024;

/// Passes an admitted request to its handler. The response carries the matched path, for the log.
pub(crate) async fn admit(
    State(console): State<Arc<Console>>,
    path: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    // A body of Lambda's is there as a whole, and knows its length.
    let length = request.body().size_hint().lower();
    let mut response = match console.admin_token.check(request.headers()).await {
        Err(error) => error.into_response(),
        Ok(()) if length > MAX_BODY_BYTES => ApiError::TooLarge.into_response(),
        Ok(()) => next.run(request).await,
    };
    if let Some(path) = path {
        response.extensions_mut().insert(path);
    }
    response
}
