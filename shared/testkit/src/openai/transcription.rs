//! Recordings to transcribe: `POST /audio/transcriptions`.

use std::sync::Mutex;

use axum::{
    body::Bytes,
    http::{Method, request::Parts},
};
use serde_json::{Map, Value};

use super::{
    Shared, Step,
    check::{self, Fault, require},
    lock,
    spec::{self, Spec},
    step::Own,
};
use crate::{Heard, script::Outcome};

pub(super) const PATH: &str = "/v1/audio/transcriptions";

/// Every field that Recado may send beside the file: anything else is our mistake.
const FIELDS: [&str; 3] = ["language", "languages[]", "model"];

pub(super) fn choose(shared: &Mutex<Shared>, parts: &Parts, body: &Bytes) -> Step {
    let mut shared = lock(shared);
    let spec = shared.spec.then(spec::spec).flatten();
    let heard = match request(parts, body, spec) {
        Ok(heard) => heard,
        Err(fault) => {
            shared.faults.push(fault.message.clone());
            return fault.into_step();
        }
    };
    shared.heard.push(heard);
    let scripted = shared.transcripts.pop_front();
    let Some(step) = scripted.or_else(|| shared.transcript.map(Step::transcript)) else {
        shared
            .faults
            .push("a recording beyond the script".to_owned());
        return Step::error(500, "server_error", None);
    };
    if let (Some(spec), Outcome::Own(Own::Transcript(transcript))) = (spec, &step.outcome)
        && let Err(fault) = spec.check_transcript(transcript)
    {
        shared.faults.push(fault.message);
    }
    step
}

fn request(parts: &Parts, body: &Bytes, spec: Option<&Spec>) -> Result<Heard, Fault> {
    check::key(&parts.headers)?;
    require(parts.method == Method::POST, "method", "must be POST")?;
    let heard = Heard::read(parts, body, &FIELDS).map_err(|fault| Fault::new("form", &fault))?;
    require(!heard.text("model").is_empty(), "model", "must be a name")?;
    if let Some(spec) = spec {
        spec.check_transcription(&described(&heard.fields))?;
    }
    Ok(heard)
}

/// The fields as the description names them.
fn described(fields: &Map<String, Value>) -> Value {
    let fields = fields.iter();
    let fields = fields.map(|(name, value)| (name.replace("[]", ""), value.clone()));
    fields
        .chain([("file".to_owned(), "bytes".into())])
        .collect()
}
