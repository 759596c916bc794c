//! Opening connections before the first event waits for them.

use std::{error::Error, future::Future, time::Duration};

use crate::error_chain;

/// Lambda gives all of init 10 s; what is not warm by then is slower once, and no worse.
const LIMIT: Duration = Duration::from_secs(2);

/// Waits for both, for 2 s at most. What fails is logged: the first event will tell.
pub async fn warm<T: Error + 'static, Q: Error + 'static>(
    table: impl Future<Output = Result<(), T>>,
    queue: impl Future<Output = Result<(), Q>>,
) {
    let both = async { tokio::join!(table, queue) };
    match tokio::time::timeout(LIMIT, both).await {
        Err(_) => tracing::warn!("warming up took too long"),
        Ok((table, queue)) => {
            if let Err(error) = table {
                tracing::warn!(error = error_chain(&error), "the table is not warm");
            }
            if let Err(error) = queue {
                tracing::warn!(error = error_chain(&error), "the queue is not warm");
            }
        }
    }
}
