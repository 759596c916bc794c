//! An error as servers write it.

use http_client::{Response, from_json, is_code};
use serde::Deserialize;
use serde_json::Value;

use crate::lenient;

/// Codes for an account that has run out of something. Waiting does not bring it back. They come as
/// 429, some of them as the code and all of them under the type `insufficient_quota`.
pub(super) const OUT_OF_QUOTA: [&str; 5] = [
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "project_spend_limit_exceeded",
];

/// Codes or types by which a server says that the prompt is too long: OpenAI, Azure and Groq;
/// OpenAI for a single text; llama.cpp.
pub(super) const TOO_LONG: [&str; 3] = [
    "context_length_exceeded",
    "string_above_max_length",
    "exceed_context_size_error",
];

/// Phrases by which other servers say the same, in lower case, in a message whose code and type say
/// less.
pub(super) const TOO_LONG_PHRASES: [&str; 11] = [
    // DeepSeek, OpenRouter, vLLM: "maximum context length is"; vLLM since 2026, SGLang, Together:
    // "model's context length"; Ollama: "exceeded max context length".
    "context length",
    // LiteLLM: "Context Window exceeded", and the name of its exception.
    "context window",
    "contextwindowexceeded",
    // llama.cpp behind a gateway: "exceeds the available context size".
    "context size",
    // Anthropic: "exceed context limit", "prompt is too long".
    "context limit",
    "prompt is too long",
    // xAI: "maximum prompt length is".
    "maximum prompt length",
    // vLLM's Responses API: "engine prompt length 9 exceeds the max_model_len 8".
    "max_model_len",
    // OpenAI: "Input tokens exceed the configured limit"; Gemini: "input token count exceeds".
    "input tokens exceed",
    "input token count",
    // OpenAI, with 429: one request beyond what the account may ask in a minute. No wait helps.
    "request too large",
];

/// Whether this code or type says that the prompt is too long.
pub(crate) fn is_named_too_long(name: &str) -> bool {
    TOO_LONG.contains(&name)
}

/// The readable parts of an error; a gateway's page of HTML has none.
#[derive(Default, Deserialize)]
pub(super) struct WireError {
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub(super) code: Option<String>,
    #[serde(default, rename = "type", deserialize_with = "lenient::maybe")]
    pub(super) kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub(super) param: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub(super) message: Option<String>,
}

impl WireError {
    /// The error in a response. Older versions of vLLM have no envelope around it.
    pub(super) fn of(response: &Response) -> Self {
        let body: Value = from_json(&response.body).unwrap_or_default();
        Self::read(body.get("error").unwrap_or(&body))
    }

    /// The error without its envelope. Ollama has a text in its place.
    pub(super) fn read(error: &Value) -> Self {
        match error {
            Value::String(message) => Self {
                message: Some(message.clone()),
                ..Self::default()
            },
            error => Self::deserialize(error).unwrap_or_default(),
        }
    }

    /// Whether this is the error's code or its type.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.names().any(|own| own == name)
    }

    /// Its code and its type.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        [&self.code, &self.kind]
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    pub(super) fn is_out_of_quota(&self) -> bool {
        self.names().any(|name| OUT_OF_QUOTA.contains(&name))
    }

    /// Whether it says that the prompt is too long. Its message is only looked at, and goes nowhere.
    pub(super) fn is_too_long(&self) -> bool {
        let message = self.message.as_deref().unwrap_or_default().to_lowercase();
        let mut phrases = TOO_LONG_PHRASES.into_iter();
        self.names().any(is_named_too_long) || phrases.any(|phrase| message.contains(phrase))
    }

    /// What is told of it, with the status that it came with.
    pub(super) fn detail(&self, status: u16) -> String {
        match self.names().next().filter(|code| is_code(code)) {
            Some(code) => format!("HTTP {status} {code}"),
            None => format!("HTTP {status}"),
        }
    }
}
