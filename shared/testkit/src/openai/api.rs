//! The APIs in which the assistant is asked.

use axum::http::{Method, Uri};
use serde_json::{Map, Value};

use super::{Answer, chat_completions, check::Fault, responses};

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Api {
    Responses,
    ChatCompletions,
}

impl Api {
    /// The one that is served there.
    pub(super) fn at(method: &Method, uri: &Uri) -> Option<Self> {
        match (method, uri.path()) {
            (&Method::POST, "/v1/responses") => Some(Self::Responses),
            (&Method::POST, "/v1/chat/completions") => Some(Self::ChatCompletions),
            _ => None,
        }
    }

    /// Checks the fields of a request.
    pub(super) fn check(self, fields: &Map<String, Value>) -> Result<(), Fault> {
        match self {
            Self::Responses => responses::check(fields),
            Self::ChatCompletions => chat_completions::check(fields),
        }
    }

    /// Writes what the assistant says.
    pub(super) fn write(self, answer: &Answer) -> Value {
        match self {
            Self::Responses => responses::write(answer),
            Self::ChatCompletions => chat_completions::write(answer),
        }
    }
}
