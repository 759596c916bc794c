//! What the fake does with one request.

use std::time::Duration;

use serde_json::{Value, json};

/// One step of a script. Without a script, every call succeeds.
#[derive(Debug, Clone)]
pub struct Step {
    pub(super) outcome: Outcome,
    pub(super) delay: Duration,
}

#[derive(Debug, Clone)]
pub(super) enum Outcome {
    Succeed,
    Answer {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    },
    Drop,
    CutOff,
    Hang,
}

impl Step {
    /// As without a script.
    pub const fn succeed() -> Self {
        Self::of(Outcome::Succeed)
    }

    /// Answers with this status and body.
    pub fn answer(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::of(Outcome::Answer {
            status,
            headers: Vec::new(),
            body: body.into(),
        })
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

    /// An error about what is not well-formed (422).
    pub fn validation_error() -> Self {
        let problem = json!({"loc": ["body", "text"], "msg": "meu segredo", "type": "missing"});
        Self::answer(422, json!({"detail": [problem]}).to_string())
    }

    /// Closes the connection without a word.
    pub const fn drop() -> Self {
        Self::of(Outcome::Drop)
    }

    /// Closes the connection in the middle of the body.
    pub const fn cut_off() -> Self {
        Self::of(Outcome::CutOff)
    }

    /// Never answers.
    pub const fn hang() -> Self {
        Self::of(Outcome::Hang)
    }

    /// The same with a header; only for an answer of its own.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Outcome::Answer { headers, .. } = &mut self.outcome {
            headers.push((name, value.to_owned()));
        }
        self
    }

    /// The same, later.
    #[must_use]
    pub const fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    const fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            delay: Duration::ZERO,
        }
    }
}

pub(super) fn error(kind: &str, code: &str) -> Value {
    json!({"detail": {
        "type": kind, "code": code, "message": "about: meu segredo", "status": code,
        "request_id": "req_1", "param": null,
    }})
}
