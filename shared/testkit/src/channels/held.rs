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

use super::server::{Answer, Fit, Unfit};

/// The queue of the files that were fetched.
pub(super) const FILES: &str = "files";
/// The queue of the questions where files are.
pub(super) const LOOKUPS: &str = "lookups";

/// The methods of a stand-in, with the fields `server` and `held`, whose files are fetched; with
/// `looked_up`, of one that is asked first where they are.
macro_rules! files_of {
    ($fake:ident) => {
        impl $fake {
            /// Plays a step for the next download of a file that has none yet.
            pub fn next_file(&self, step: $crate::channels::Step) {
                self.server.push($crate::channels::held::FILES, step);
            }

            /// The files fetched so far, oldest first, by their ids.
            pub fn fetched(&self) -> Vec<$crate::channels::Taken> {
                self.server.taken($crate::channels::held::FILES)
            }
        }
    };
    ($fake:ident, looked_up) => {
        $crate::channels::held::files_of!($fake);

        impl $fake {
            /// Holds a file of a customer's message, by its id.
            pub fn holds(
                &self,
                id: &str,
                bytes: impl Into<axum::body::Bytes>,
                mime_type: &'static str,
            ) {
                self.held.put(id, bytes, mime_type);
            }

            /// Plays a step for the next question where a file is that has none yet.
            pub fn next_lookup(&self, step: $crate::channels::Step) {
                self.server.push($crate::channels::held::LOOKUPS, step);
            }

            /// The questions where files are, taken so far, oldest first, by the files' ids.
            pub fn lookups(&self) -> Vec<$crate::channels::Taken> {
                self.server.taken($crate::channels::held::LOOKUPS)
            }
        }
    };
}

pub(super) use files_of;

/// Files, by their ids.
#[derive(Clone)]
pub(super) struct Held<F = HeldFile>(Arc<Mutex<HashMap<String, F>>>);

/// One of them.
#[derive(Clone)]
pub(super) struct HeldFile {
    pub(super) bytes: Bytes,
    pub(super) mime_type: &'static str,
}

impl<F> Default for Held<F> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<F: Clone> Held<F> {
    pub(super) fn insert(&self, id: &str, file: F) {
        self.lock().insert(id.to_owned(), file);
    }

    pub(super) fn get(&self, id: &str) -> Option<F> {
        self.lock().get(id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, F>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held<HeldFile> {
    pub(super) fn put(&self, id: &str, bytes: impl Into<Bytes>, mime_type: &'static str) {
        let bytes = bytes.into();
        self.insert(id, HeldFile { bytes, mime_type });
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
        Ok(Fit::taken(FILES, id, Value::Null, Answer::File(file)))
    }
}

/// The answer to a request that needs no token. One with a token is refused.
pub(super) fn open(parts: &Parts, asked: Result<Fit, &'static str>) -> Result<Fit, Unfit> {
    let refusal = |status, fault: &str| Unfit {
        status,
        answer: String::new(),
        fault: fault.to_owned(),
    };
    if has_token(parts) {
        return Err(refusal(400, "a token where none is needed"));
    }
    asked.map_err(|fault| refusal(404, fault))
}

/// Whether a request has a token, in the headers of any of the providers.
fn has_token(parts: &Parts) -> bool {
    let mut names = [header::AUTHORIZATION.as_str(), "api_access_token"].into_iter();
    names.any(|name| parts.headers.contains_key(name))
}

/// Where the server is, as the client calls it.
pub(super) fn origin(parts: &Parts) -> String {
    let host = parts.headers.get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
    format!("http://{host}")
}
