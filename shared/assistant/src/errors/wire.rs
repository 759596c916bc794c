//! An error as servers write it.

use http_client::{Response, from_json, is_code};
use serde::{Deserialize, Deserializer};
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
    param: Option<String>,
    #[serde(default, deserialize_with = "message")]
    message: Option<String>,
    /// The message of FastAPI, with which many servers are made.
    #[serde(default, deserialize_with = "message")]
    detail: Option<String>,
}

impl WireError {
    /// The error in a response. Mistral and older versions of vLLM have no envelope around it, and
    /// Gemini's stands in a list.
    pub(super) fn of(response: &Response) -> Self {
        let body: Value = from_json(&response.body).unwrap_or_default();
        let body = body.get(0).filter(|it| it.is_object()).unwrap_or(&body);
        Self::read(body.get("error").unwrap_or(body))
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

    /// What it says. It is only looked at, and goes nowhere.
    pub(super) fn message(&self) -> Option<&str> {
        self.message.as_deref().or(self.detail.as_deref())
    }

    /// The part of the request that is at fault. Gateways write a number there, or nothing.
    pub(super) fn param(&self) -> Option<&str> {
        let is_name = |it: &&str| it.contains(char::is_alphabetic);
        self.param.as_deref().filter(is_name)
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

    /// Whether it says that the prompt is too long.
    pub(super) fn is_too_long(&self) -> bool {
        let message = self.message().unwrap_or_default().to_lowercase();
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

/// A message: a text, or what Pydantic writes in the place of one, there or within a `detail`
/// (Mistral, FastAPI): a list that says of each field at fault where it is and what is wrong. What it
/// repeats of the request is passed over.
fn message<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let written = match Value::deserialize(deserializer)? {
        Value::String(text) => return Ok(Some(text)),
        Value::Object(mut fields) => fields.remove("detail").unwrap_or_default(),
        other => other,
    };
    let faults = written.as_array().map(Vec::as_slice).unwrap_or_default();
    let told: Vec<String> = faults.iter().filter_map(fault).collect();
    Ok((!told.is_empty()).then(|| told.join("; ")))
}

/// `body.verbosity: Extra inputs are not permitted`
fn fault(entry: &Value) -> Option<String> {
    let place = entry.get("loc")?.as_array()?;
    let place: Vec<&str> = place.iter().filter_map(Value::as_str).collect();
    let said = entry.get("msg")?.as_str()?;
    Some(format!("{}: {said}", place.join(".")))
}
