//! What the stand-in does with one request.

use serde_json::{Value, json};

use crate::script;

/// One step of a script. Without a script, every call succeeds.
pub type Step = script::Step<Own>;

/// What only this stand-in can do.
#[derive(Debug, Clone)]
pub enum Own {
    /// Does what it is asked.
    Succeed,
    /// Closes the connection in the middle of the body.
    CutOff,
}

impl Step {
    /// Does what it would do without a script.
    pub const fn succeed() -> Self {
        Self::own(Own::Succeed)
    }

    /// Answers with this status and body.
    pub fn answer(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::answering(status, "application/octet-stream", body.into())
    }

    /// A transcript.
    pub fn transcript(text: &str) -> Self {
        Self::answer(200, transcript(text).to_string())
    }

    /// An error as the API writes it today. Its text quotes what was to be spoken, as the API's may:
    /// nobody may log it.
    pub fn error(status: u16, kind: &str, code: &str) -> Self {
        Self::answer(status, error(kind, code).to_string())
    }

    /// An error in the older form.
    pub fn older_error(status: u16, code: &str) -> Self {
        let detail = json!({"status": code, "message": "about: meu segredo"});
        Self::answer(status, json!({"detail": detail}).to_string())
    }

    /// An error about a malformed request (422).
    pub fn validation_error() -> Self {
        let problem = json!({"loc": ["body", "text"], "msg": "meu segredo", "type": "missing"});
        Self::answer(422, json!({"detail": [problem]}).to_string())
    }

    /// Closes the connection in the middle of the body.
    pub const fn cut_off() -> Self {
        Self::own(Own::CutOff)
    }
}

pub(super) fn transcript(text: &str) -> Value {
    json!({
        "language_code": "por", "language_probability": 0.98, "text": text, "words": [],
        "audio_duration_secs": 2.735,
    })
}

pub(super) fn error(kind: &str, code: &str) -> Value {
    json!({"detail": {
        "type": kind, "code": code, "message": "about: meu segredo", "status": code,
        "request_id": "req_1", "param": null,
    }})
}
