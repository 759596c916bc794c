//! Recordings to transcribe: `POST /audio/transcriptions`.

use std::sync::Mutex;

use axum::{
    body::Bytes,
    http::{Method, request::Parts},
};

use super::{
    Shared, Step,
    check::{self, Fault, require},
    lock,
    server::{played, refused},
    spec::Described,
};
use crate::Heard;

pub(super) const PATH: &str = "/v1/audio/transcriptions";

/// The only field that Recado may send beside the file: anything else is our mistake.
const MODEL: &str = "model";

pub(super) fn choose(shared: &Mutex<Shared>, parts: &Parts, body: &Bytes) -> Step {
    let mut shared = lock(shared);
    let described = shared.spec().map(|spec| &spec.transcriptions);
    let heard = match request(parts, body, described) {
        Ok(heard) => heard,
        Err(fault) => return refused(&mut shared, fault),
    };
    let scripted = shared.transcripts.pop_front();
    let step = scripted.or_else(|| {
        let words = shared.transcriber?(&heard);
        Some(Step::transcript(&words))
    });
    shared.heard.push(heard);
    played(&mut shared, step, described, "a recording")
}

fn request(parts: &Parts, body: &Bytes, described: Option<&Described>) -> Result<Heard, Fault> {
    check::key(&parts.headers)?;
    require(parts.method == Method::POST, "method", "must be POST")?;
    let heard = Heard::read(parts, body, &[MODEL]).map_err(|fault| Fault::new("form", &fault))?;
    require(!heard.text(MODEL).is_empty(), MODEL, "must be a name")?;
    if let Some(described) = described {
        let mut fields = heard.fields.clone();
        // Any text stands in the place of the file.
        fields.insert("file".to_owned(), "bytes".into());
        described.check_request(&fields.into())?;
    }
    Ok(heard)
}
