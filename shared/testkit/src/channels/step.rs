//! What a fake does with one request that is as it should be.

use std::time::Duration;

use serde_json::{Value, json};

/// One step of a script. Without a script, every request is taken.
#[derive(Debug, Clone)]
pub struct Step {
    pub(super) outcome: Outcome,
    pub(super) delay: Duration,
}

#[derive(Debug, Clone)]
pub(super) enum Outcome {
    Take,
    Answer {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: String,
    },
    Drop,
    TakeAndDrop,
    Hang,
}

impl Step {
    /// Takes it and says so.
    pub const fn take() -> Self {
        Self::of(Outcome::Take)
    }

    /// Answers with this status and body, and keeps nothing of it.
    pub fn answer(status: u16, body: impl Into<String>) -> Self {
        Self::of(Outcome::Answer {
            status,
            headers: Vec::new(),
            body: body.into(),
        })
    }

    /// An error as Meta writes it. Its text names the customer, as Meta's may: nobody may log it.
    pub fn graph_error(status: u16, code: i64) -> Self {
        Self::answer(status, graph_error(code, "written by the fake").to_string())
    }

    /// An error as Telegram writes it, with how many seconds it asks to wait.
    pub fn telegram_error(status: u16, description: &str, retry_after: Option<u64>) -> Self {
        let error = telegram_error(status, description, retry_after);
        Self::answer(status, error.to_string())
    }

    /// Closes the connection without a word, and without having taken it.
    pub const fn drop() -> Self {
        Self::of(Outcome::Drop)
    }

    /// Takes it, but closes the connection instead of saying so.
    pub const fn take_and_drop() -> Self {
        Self::of(Outcome::TakeAndDrop)
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

pub(super) fn graph_error(code: i64, details: &str) -> Value {
    json!({"error": {
        "message": format!("(#{code}) about 5511999990000"),
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details},
        "fbtrace_id": "AfakeTrace",
    }})
}

pub(super) fn telegram_error(status: u16, description: &str, retry_after: Option<u64>) -> Value {
    let mut error = json!({"ok": false, "error_code": status, "description": description});
    if let (Some(error), Some(seconds)) = (error.as_object_mut(), retry_after) {
        error.insert("parameters".to_owned(), json!({"retry_after": seconds}));
    }
    error
}
