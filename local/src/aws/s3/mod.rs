//! S3, by the `s3s-fs` crate over a folder. It checks signatures, including those of presigned
//! links.

mod actions;
mod permissions;

use std::path::Path;

use anyhow::Context;
use axum::Router;
use axum::error_handling::HandleError;
use axum::http::StatusCode;
use s3s::HttpError;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;

use super::access::Access;
use super::server::ServerRuntime;
use permissions::{Keys, Permissions};

/// Starts the service on the files in `folder` and gives its base URL.
pub(super) fn start(
    runtime: &ServerRuntime,
    folder: &Path,
    access: Access,
) -> anyhow::Result<String> {
    let shown = folder.display();
    std::fs::create_dir_all(folder).with_context(|| format!("cannot create {shown}"))?;
    let files = FileSystem::new(folder)
        .map_err(|error| anyhow::anyhow!("cannot use {shown}: {error:?}"))?;
    let mut service = S3ServiceBuilder::new(files);
    service.set_auth(Keys(access.clone()));
    service.set_access(Permissions::new(access, folder));
    let service = HandleError::new(service.build(), failed);
    let (listener, url) = runtime.listen()?;
    runtime.serve(listener, Router::new().fallback_service(service));
    Ok(url)
}

/// A refusal by S3 itself is an answer and never comes here.
async fn failed(error: HttpError) -> StatusCode {
    tracing::error!(?error, "the emulated S3 failed");
    StatusCode::INTERNAL_SERVER_ERROR
}
