//! What a stand-in for a chat provider does with a correct request.

use serde_json::{Value, json};

use crate::script;

/// One step of a script. Without a script, every request is taken.
pub type Step = script::Step<Own>;

/// What only these stand-ins can do.
#[derive(Debug, Clone)]
pub enum Own {
    /// Takes it and says so.
    Take,
    /// Takes it, but closes the connection instead of saying so.
    TakeAndDrop,
}

impl Step {
    /// Takes it and says so.
    pub const fn take() -> Self {
        Self::own(Own::Take)
    }

    /// Answers with this status and body, and keeps nothing of it.
    pub fn answer(status: u16, body: impl Into<String>) -> Self {
        Self::answering(status, "application/json", body.into())
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

    /// Takes it, but closes the connection instead of saying so.
    pub const fn take_and_drop() -> Self {
        Self::own(Own::TakeAndDrop)
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
