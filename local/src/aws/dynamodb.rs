//! DynamoDB, by the `dynoxide-rs` crate over a SQLite file.

use std::future::pending;
use std::path::Path;

use anyhow::Context;
use dynoxide::Database;

use super::server::ServerRuntime;

/// Starts the service on the database at `path` and gives its base URL.
pub(super) fn start(runtime: &ServerRuntime, path: &Path) -> anyhow::Result<String> {
    let name = path
        .to_str()
        .context("the data folder's name is not UTF-8")?;
    let database = Database::new(name).with_context(|| format!("cannot open {name}"))?;
    let (listener, url) = runtime.listen()?;
    runtime.spawn(async move {
        // It ends with the runtime, so nothing else has to stop it.
        let served = dynoxide::server::serve_with_shutdown(listener, database, pending()).await;
        if let Err(error) = served {
            tracing::error!(error, "the emulated DynamoDB stopped");
        }
    });
    Ok(url)
}
