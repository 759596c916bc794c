//! Opening connections before the first event waits for them.

use std::{error::Error, future::Future, time::Duration};

use crate::error_chain;

/// Lambda gives all of init 10 s; what is not warm by then is slower once, and no worse.
const LIMIT: Duration = Duration::from_secs(2);

/// Waits for a connection to `what`, for 2 s at most. A failure is logged: the first event will tell.
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
