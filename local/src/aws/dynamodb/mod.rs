//! DynamoDB, by the `dynoxide-rs` crate over a SQLite file, behind a server that checks the
//! caller's rights.

mod asks;
mod front;

use std::future::pending;
use std::path::Path;

use anyhow::Context;
use dynoxide::Database;

use super::access::Access;
use super::server::ServerRuntime;

/// Starts the service on the database at `path` and gives its base URL.
pub(super) fn start(
    runtime: &ServerRuntime,
    path: &Path,
    access: Access,
) -> anyhow::Result<String> {
    let name = path
        .to_str()
        .context("the data folder's name is not UTF-8")?;
    let database = Database::new(name).with_context(|| format!("cannot open {name}"))?;
    let (behind, address) = runtime.listen()?;
    let (listener, url) = runtime.listen()?;
    runtime.serve(
        listener,
        front::application(access, database.clone(), address),
    );
    runtime.spawn(async move {
        // It ends with the runtime, so nothing else has to stop it.
        let served = dynoxide::server::serve_with_shutdown(behind, database, pending()).await;
        if let Err(error) = served {
            tracing::error!(error, "the emulated DynamoDB stopped");
        }
    });
    Ok(url)
}
