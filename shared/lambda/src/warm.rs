//! Opens connections before the first event needs them.

use std::{error::Error, future::Future, time::Duration};

use crate::error_chain;

/// Lambda gives all of init 10 s. A connection that is not open by then only makes the first event
/// slower.
const LIMIT: Duration = Duration::from_secs(2);

/// Waits for a connection to `what`, for 2 s at most. A failure is only logged, since the first
/// event will show it.
pub async fn warm<E: Error + 'static>(
    what: &'static str,
    opened: impl Future<Output = Result<(), E>>,
) {
    match tokio::time::timeout(LIMIT, opened).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(what, error = error_chain(&error), "not warm"),
        Err(_) => tracing::warn!(what, "warming up took too long"),
    }
}
