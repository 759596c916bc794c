//! What the stand-in does with one request.

use serde_json::{Value, json};

use super::answer::{Answer, End, Item, message, transfer};
use super::responses;
use crate::script;

/// One step of a script.
pub type Step = script::Step<Own>;

/// What only this stand-in can do.
#[derive(Debug, Clone)]
pub enum Own {
    /// Answers in the API that is asked.
    Answer(Answer),
    /// Answers with an object, which must be as the API that is asked describes it.
    Written(Value),
    /// Closes the connection in the middle of the body.
    CutOff,
}

impl Step {
    /// The assistant says a text.
    pub fn text(text: &str) -> Self {
        Self::output([message(text)])
    }

    /// The assistant calls `transfer_to_human`.
    pub fn transfer(reason: &str, summary: &str) -> Self {
        Self::output([transfer(reason, summary)])
    }

    /// The assistant says and does these things.
    pub fn output(items: impl IntoIterator<Item = Item>) -> Self {
        Self::answer(items, End::Whole)
    }

    /// The same, up to where the answer reached its limit.
    pub fn at_limit(items: impl IntoIterator<Item = Item>) -> Self {
        Self::answer(items, End::AtLimit)
    }

    /// The same, up to where a filter ended the answer.
    pub fn filtered(items: impl IntoIterator<Item = Item>) -> Self {
        Self::answer(items, End::Filtered)
    }

    fn answer(items: impl IntoIterator<Item = Item>, end: End) -> Self {
        let items = items.into_iter().collect();
        Self::own(Own::Answer(Answer { items, end }))
    }

    /// A response of the Responses API, completed and empty but for the given keys.
    pub fn response(keys: Value) -> Self {
        Self::own(Own::Written(responses::response(keys)))
    }

    /// A transcript, as the model that is billed by the second gives it.
    pub fn transcript(text: &str) -> Self {
        Self::own(Own::Written(json!({
            "text": text, "languages": [{"code": "pt"}],
            "usage": {"type": "duration", "seconds": 2.8},
        })))
    }

    /// An error as the API writes it.
    pub fn error(status: u16, kind: &str, code: Option<&str>) -> Self {
        let error =
            json!({"message": "written by the fake", "type": kind, "param": null, "code": code});
        Self::raw(status, json!({"error": error}).to_string())
    }

    /// The refusal of a parameter, as the API writes it for a model that does not know it.
    pub fn refuses(param: &str) -> Self {
        let message = format!("Unsupported parameter: '{param}' is not supported with this model.");
        let error = json!({
            "message": message, "type": "invalid_request_error", "param": param,
            "code": "unsupported_parameter",
        });
        Self::raw(400, json!({"error": error}).to_string())
    }

    /// Any status and body, not checked against the APIs' description.
    pub fn raw(status: u16, body: impl Into<String>) -> Self {
        let body = body.into();
        let content_type = match body.starts_with('{') {
            true => "application/json",
            false => "text/html",
        };
        Self::answering(status, content_type, body)
    }

    /// Closes the connection in the middle of the body.
    pub const fn cut_off() -> Self {
        Self::own(Own::CutOff)
    }
}
