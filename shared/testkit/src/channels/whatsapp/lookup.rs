//! Media of customers' messages: where they are, and the files.

use std::sync::atomic::Ordering;

use axum::http::{Method, request::Parts};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::check::{Check, refusal};
use crate::channels::{
    held::{LOOKUPS, origin},
    server::{Fit, Unfit},
};

/// Where files are. Meta has them on a server of their own.
const FILES_FOLDER: &str = "/attachments/";

impl Check {
    /// The answer to a request for media; none if it is another.
    pub(super) fn lookup(&self, parts: &Parts) -> Option<Result<Fit, Unfit>> {
        let path = parts.uri.path();
        if path.starts_with(FILES_FOLDER) {
            let served = self.held.serve(parts, FILES_FOLDER);
            return Some(served.map_err(|fault| refusal(404, 100, fault)));
        }
        let (version, number) = self.number_path.rsplit_once('/')?;
        let id = path.strip_prefix(version)?.strip_prefix('/')?;
        let is_media = parts.method == Method::GET && id != number && !id.contains('/');
        is_media.then(|| self.url_of(parts, id, number))
    }

    fn url_of(&self, parts: &Parts, id: &str, number: &str) -> Result<Fit, Unfit> {
        if parts.uri.query() != Some(&format!("phone_number_id={number}")) {
            return Err(refusal(400, 100, "media of no number"));
        }
        let file = self.held.get(id);
        let file = file.ok_or_else(|| refusal(400, 100, "no such media"))?;
        let hash = self.number.fetch_add(1, Ordering::Relaxed);
        let answer = json!({
            "messaging_product": "whatsapp",
            "url": format!("{}{FILES_FOLDER}{id}?hash={hash}", origin(parts)),
            "mime_type": file.mime_type,
            "sha256": hex::encode(Sha256::digest(&file.bytes)),
            "file_size": file.bytes.len().to_string(),
            "id": id,
        });
        if let Some(spec) = self.spec() {
            let checked = spec.check_lookup(&answer);
            checked.map_err(|fault| refusal(400, 100, &fault))?;
        }
        Ok(Fit::taken(LOOKUPS, id, Value::Null, answer))
    }
}
