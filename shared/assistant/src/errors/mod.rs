//! Errors, and whether each is worth a retry. Details hold a status and a code, never a server's
//! text: it may quote the customer's words, or the key.

use std::time::Duration;

use conversation::{
    LeftOut,
    ports::{AssistantError, Failure},
};
use http_client::{
    CONNECT_TIME_LIMIT, CheckError, HttpError, Problem, Response, from_json, is_code,
};
use serde::Deserialize;
use serde_json::Value;

use crate::lenient;

/// Codes for an account that has run out of something. Waiting does not bring it back. They come as
/// 429, some of them as the code and all of them under the type `insufficient_quota`.
const OUT_OF_QUOTA: [&str; 5] = [
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "project_spend_limit_exceeded",
];

/// Codes and types of errors that may go away when the server is asked again.
const WORTH_A_RETRY: [&str; 12] = [
    "api_error",
    "overloaded",
    "timeout_error",
    "server_error",
    "internal_error",
    "internal_server_error",
    "rate_limit_exceeded",
    "rate_limit_error",
    "slow_down",
    "overloaded_error",
    "service_unavailable",
    "timeout",
];

/// Codes or types by which a server says that the prompt is too long: OpenAI, Azure and Groq;
/// OpenAI for a single text; llama.cpp.
const TOO_LONG: [&str; 3] = [
    "context_length_exceeded",
    "string_above_max_length",
    "exceed_context_size_error",
];

/// Phrases by which other servers say the same, in lower case, in a message whose code and type say
/// less.
const TOO_LONG_PHRASES: [&str; 11] = [
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

/// The request brought no response within `time_limit`. The first line that fits decides:
///
/// | what happened | here |
/// | --- | --- |
/// | no time left, of a limit beyond [`CONNECT_TIME_LIMIT`] | timed out: it was connected, since connecting would have failed by itself |
/// | no time left, of a shorter limit | worth a retry: nobody knows whether the server was asked, and it had no fair chance |
/// | no connection, or a dropped one | worth a retry |
/// | a forbidden address, a request that cannot be built (a key with a line break), a response over the limit | for good: the same question would bring the same |
pub(crate) fn of_exchange(error: &HttpError, time_limit: Duration) -> AssistantError {
    match error {
        HttpError::Timeout if time_limit > CONNECT_TIME_LIMIT => AssistantError::TimedOut,
        error if error.is_transient() => transient(&error.to_string()),
        error => permanent(&error.to_string()),
    }
}

/// The server answered with anything but 2xx. The first line that fits decides:
///
/// | answer | here |
/// | --- | --- |
/// | a code or type of [`OUT_OF_QUOTA`] | for good |
/// | 413 (Groq's own, or a gateway's), a code or type of [`TOO_LONG`], a message with one of [`TOO_LONG_PHRASES`] | too long |
/// | `x-should-retry: true` or `false` | as the server says |
/// | 400 `conversation_locked` | worth a retry |
/// | 408, 409, 429 (`rate_limit_exceeded`, `slow_down`), 500 and above | worth a retry, after `Retry-After` |
/// | all else: 400, 401, 403, 404 (also of a model), redirects | for good |
///
/// Sources: the API's guide to error codes, and the rules of its official clients.
pub(crate) fn of_refusal(response: &Response) -> AssistantError {
    let error = wire_error_of(response);
    let detail = detail(response.status, &error);
    let says = (says_retry(response), response.retry_after());
    sort(response.status, &error, says, detail)
}

/// Whether the server refuses a request because of one of its fields, or of what goes by one of
/// these names in it: with 400, or with 422 as other servers do. The error's `param` says so or,
/// where there is none, the name in the message. OpenAI's own servers write both, the latter as in
/// "Unsupported service_tier: flex"; gateways drop the `param`.
pub(crate) fn refuses(response: &Response, field: &str, names: &[&str]) -> bool {
    if !matches!(response.status, 400 | 422) {
        return false;
    }
    let error = wire_error_of(response);
    match (error.param, error.message) {
        (Some(param), _) => param == field || names.contains(&param.as_str()),
        (None, Some(message)) => names.iter().any(|name| message.contains(name)),
        (None, None) => false,
    }
}

/// The words by which servers name the pictures that they refuse: OpenAI ("image_url is only supported
/// by certain models", and codes such as `invalid_image_format`), OpenRouter and Ollama ("image
/// input"), vLLM ("is not a multimodal model").
const PICTURES: [&str; 4] = ["image", "picture", "vision", "multimodal"];
/// The same for documents.
const DOCUMENTS: [&str; 4] = ["file", "pdf", "document", "multimodal"];
/// The words of servers that take texts alone, and no list of parts (Groq; those made with Pydantic).
const TEXT_ONLY: [&str; 2] = ["must be a string", "valid string"];
/// The words after which a server names what it does take.
const INSTEAD: [&str; 2] = ["supported values", " expected"];

/// Whether the server refuses pictures or documents: with 400 or 422, 415, or 404 (OpenRouter, where
/// no model can see), and in words that name them. With 500 some servers refuse them as well, but
/// those who fail answer so, too.
pub(crate) fn refuses_files(response: &Response, what: LeftOut) -> bool {
    if !matches!(response.status, 400 | 404 | 415 | 422) {
        return false;
    }
    let error = wire_error_of(response);
    if is_too_long(&error) {
        return false;
    }
    let told = [error.code, error.param, error.message];
    let told: Vec<String> = told.into_iter().flatten().collect();
    let told = told.join(" ").to_lowercase();
    let ends = INSTEAD.into_iter().filter_map(|instead| told.find(instead));
    let refused = told.get(..ends.min().unwrap_or(told.len()));
    let refused = refused.unwrap_or_default();
    let names = match what {
        LeftOut::Pictures => PICTURES,
        _ => DOCUMENTS,
    };
    let mut names = names.into_iter().chain(TEXT_ONLY);
    names.any(|name| refused.contains(name))
}

/// The same as [`of_refusal`] for a check, where it matters what to do about it.
pub(crate) fn of_check(response: &Response) -> CheckError {
    let error = wire_error_of(response);
    let problem = match error.code.as_deref() {
        _ if is_out_of_quota(&error) => Problem::Account,
        Some("model_not_found") => Problem::NotFound,
        _ => CheckError::of_status(response).problem,
    };
    CheckError::new(problem, detail(response.status, &error))
}

fn wire_error_of(response: &Response) -> WireError {
    let body: Value = from_json(&response.body).unwrap_or_default();
    wire_error(body.get("error").unwrap_or(&body))
}

fn is_out_of_quota(error: &WireError) -> bool {
    OUT_OF_QUOTA.into_iter().any(|name| error.is_named(name))
}

/// The server answered 2xx with an error in the place of a response, as gateways do. It is sorted
/// as if it had come with its own number, or else with one that fits its code; without either it
/// is worth a retry.
pub(crate) fn of_error_with_2xx(error: &Value) -> AssistantError {
    let number = |name: &str| {
        let value = error.get(name)?;
        let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
        u16::try_from(number)
            .ok()
            .filter(|own| (400..600).contains(own))
    };
    let status = number("code").or_else(|| number("status"));
    let error = wire_error(error);
    let names: Vec<String> = [&error.code, &error.kind]
        .into_iter()
        .flatten()
        .map(|name| name.to_lowercase())
        .collect();
    let mut known = names.iter().map(String::as_str);
    let is_worth_a_retry = names.is_empty() || known.any(|name| WORTH_A_RETRY.contains(&name));
    let fitting = if is_worth_a_retry { 500 } else { 400 };
    let detail = detail(status.unwrap_or(200), &error);
    sort(status.unwrap_or(fitting), &error, (None, None), detail)
}

fn sort(
    status: u16,
    error: &WireError,
    (says_retry, retry_after): (Option<bool>, Option<Duration>),
    detail: String,
) -> AssistantError {
    let out_of_quota = is_out_of_quota(error);
    let too_long = status == 413 || is_too_long(error);
    if too_long && !out_of_quota {
        return AssistantError::TooLong { detail };
    }
    let is_transient = if out_of_quota {
        false
    } else if let Some(retry) = says_retry {
        retry
    } else if status == 400 {
        error.is_named("conversation_locked")
    } else {
        matches!(status, 408 | 409 | 429 | 500..)
    };
    let failure = match is_transient {
        true => Failure::transient_after(detail, retry_after),
        false => Failure::permanent(detail),
    };
    failure.into()
}

fn detail(status: u16, error: &WireError) -> String {
    let code = error.code.as_ref().or(error.kind.as_ref());
    match code.filter(|code| is_code(code)) {
        Some(code) => format!("HTTP {status} {code}"),
        None => format!("HTTP {status}"),
    }
}

/// Whether it says that the prompt is too long. Its message is only looked at, and goes nowhere.
fn is_too_long(error: &WireError) -> bool {
    let message = error.message.as_deref().unwrap_or_default().to_lowercase();
    let mut phrases = TOO_LONG_PHRASES.into_iter();
    TOO_LONG.into_iter().any(|name| error.is_named(name))
        || phrases.any(|phrase| message.contains(phrase))
}

fn says_retry(response: &Response) -> Option<bool> {
    let value = response.headers.get("x-should-retry")?;
    value.to_str().ok()?.parse().ok()
}

/// The server answered 200 with a response that says `failed`. A failure without a code is worth
/// a retry as `server_error` is; the codes that we do not name speak of what was asked.
pub(crate) fn of_failure(code: Option<&str>) -> AssistantError {
    let known = code
        .filter(|code| is_code(code))
        .unwrap_or("without a code");
    let detail = format!("response failed: {known}");
    match code {
        None | Some("server_error" | "rate_limit_exceeded" | "vector_store_timeout") => {
            transient(&detail)
        }
        Some(code) if TOO_LONG.contains(&code) => AssistantError::TooLong { detail },
        Some(_) => permanent(&detail),
    }
}

pub(crate) fn transient(detail: &str) -> AssistantError {
    AssistantError::Failed(Failure::transient(detail))
}

pub(crate) fn permanent(detail: &str) -> AssistantError {
    AssistantError::Failed(Failure::permanent(detail))
}

#[derive(Default, Deserialize)]
struct WireError {
    #[serde(default, deserialize_with = "lenient::maybe")]
    code: Option<String>,
    #[serde(default, rename = "type", deserialize_with = "lenient::maybe")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    param: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    message: Option<String>,
}

impl WireError {
    /// Whether this is the error's code or its type.
    fn is_named(&self, name: &str) -> bool {
        self.code.as_deref() == Some(name) || self.kind.as_deref() == Some(name)
    }
}

/// The readable parts of an error; a gateway's page of HTML has none. Ollama has a text in place of
/// the object, and older versions of vLLM have no envelope around it.
fn wire_error(error: &Value) -> WireError {
    match error {
        Value::String(message) => WireError {
            message: Some(message.clone()),
            ..WireError::default()
        },
        error => WireError::deserialize(error).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_limit_beyond_that_of_connecting_tells_that_the_server_was_asked() {
        let timeout = |limit| of_exchange(&HttpError::Timeout, limit);
        let unknown = transient("no complete response within the time limit");
        assert_eq!(timeout(CONNECT_TIME_LIMIT), unknown);
        let longer = CONNECT_TIME_LIMIT + Duration::from_millis(1);
        assert_eq!(timeout(longer), AssistantError::TimedOut);
        let connection = HttpError::Connection("refused".into());
        let failed = of_exchange(&connection, Duration::from_secs(75));
        assert_eq!(failed, transient("the connection failed"));
    }
}
