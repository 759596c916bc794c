//! Files that a stand-in holds for whoever fetches them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    body::Bytes,
    http::{Method, header, request::Parts},
};
use serde_json::Value;

use super::server::{Answer, Fit};

/// The queue of the files that were fetched.
pub(super) const FILES: &str = "files";

/// The files, by their ids.
#[derive(Clone, Default)]
pub(super) struct Held(Arc<Mutex<HashMap<String, HeldFile>>>);

/// One of them.
#[derive(Clone)]
pub(super) struct HeldFile {
    pub(super) bytes: Bytes,
    pub(super) mime_type: &'static str,
}

impl Held {
    pub(super) fn put(&self, id: &str, bytes: impl Into<Bytes>, mime_type: &'static str) {
        let bytes = bytes.into();
        self.lock()
            .insert(id.to_owned(), HeldFile { bytes, mime_type });
    }

    pub(super) fn get(&self, id: &str) -> Option<HeldFile> {
        self.lock().get(id).cloned()
    }

    /// The answer to a GET of a file, or what is wrong with it. A folder is a path with a slash at
    /// its end.
    pub(super) fn serve(&self, parts: &Parts, folder: &str) -> Result<Fit, &'static str> {
        if parts.method != Method::GET {
            return Err("a file that is not got");
        }
        if !parts.headers.contains_key(header::USER_AGENT) {
            return Err("a client without a name");
        }
        let id = parts.uri.path().strip_prefix(folder).unwrap_or_default();
        let file = self.get(id).ok_or("no such file")?;
        Ok(Fit {
            status: 200,
            queue: FILES,
            id: id.to_owned(),
            body: Value::Null,
            file: None,
            answer: Answer::File(file),
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, HeldFile>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a request has a token, in the headers of any of the providers.
pub(super) fn has_token(parts: &Parts) -> bool {
    let mut names = [header::AUTHORIZATION.as_str(), "api_access_token"].into_iter();
    names.any(|name| parts.headers.contains_key(name))
}

/// Where the server is, as the client calls it.
pub(super) fn origin(parts: &Parts) -> String {
    let host = parts.headers.get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
    format!("http://{host}")
}
