//! The files of attachments, which are open to everybody who has their links, as in Active Storage.

use axum::http::{Method, request::Parts};
use serde_json::Value;

use super::LINKS;
use crate::channels::{
    held::{Held, open, origin},
    server::{Answer, Fit, Unfit},
};

/// The folder of the links, which lead to the files.
pub(super) const LINKS_FOLDER: &str = "/rails/active_storage/blobs/redirect/";
const FILES_FOLDER: &str = "/rails/active_storage/disk/";

/// The answer to a request for a file or its link; none if it is another.
pub(super) fn read(held: &Held, parts: &Parts) -> Option<Result<Fit, Unfit>> {
    let path = parts.uri.path();
    let asked = match path.strip_prefix(LINKS_FOLDER) {
        Some(id) => link(held, parts, id),
        None if path.starts_with(FILES_FOLDER) => held.serve(parts, FILES_FOLDER),
        None => return None,
    };
    Some(open(parts, asked))
}

fn link(held: &Held, parts: &Parts, id: &str) -> Result<Fit, &'static str> {
    if parts.method != Method::GET || held.get(id).is_none() {
        return Err("no such link");
    }
    let file = Answer::Moved(format!("{}{FILES_FOLDER}{id}", origin(parts)));
    Ok(Fit {
        status: 302,
        ..Fit::taken(LINKS, id, Value::Null, file)
    })
}
