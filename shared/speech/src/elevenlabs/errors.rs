//! Which errors are worth a retry. Details hold a status and a known code, never a server's text,
//! which may quote the words that were to be spoken, or the key.

use std::time::Duration;

use http_client::{HttpError, Response, from_json};
use serde_json::Value;

/// Why nothing was spoken, or listed. Neither the text nor the details hold a key or the words that
/// were to be spoken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpeechError {
    /// The same request may succeed later.
    #[error("{detail}")]
    Transient {
        /// What happened.
        detail: String,
        /// How long the server asks us to wait.
        retry_after: Option<Duration>,
    },
    /// The same request would fail again.
    #[error("{detail}")]
    Permanent {
        /// What must change.
        problem: Problem,
        /// What happened.
        detail: String,
    },
}

/// What must change before the same request can succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The key: it is wrong, or lacks a right.
    Key,
    /// The account's remaining quota.
    Quota,
    /// The voice: the account has none with this id.
    Voice,
    /// The address: the server has no such call.
    NoSuchCall,
    /// The text: it is longer than the model, or the plan, allows.
    TooLong,
    /// The plan, which does not include this voice or this format.
    Plan,
    /// The format: the server sent audio of another one.
    Format,
    /// Anything else.
    Other,
}

/// The codes that decide, whatever their status. They are in `code`, in the older `status`, or only
/// in `type`.
///
/// Sources: <https://help.elevenlabs.io/hc/en-us/articles/19572237925521>,
/// <https://elevenlabs.io/docs/eleven-api/resources/errors>. `missing_permissions`,
/// `needs_authorization`, `detected_unusual_activity`, `payment_required` and `paid_plan_required`
/// are undocumented: they were seen in reports of users (2024 to 2026).
const PERMANENT: [(&str, Problem); 14] = [
    ("invalid_api_key", Problem::Key),
    ("missing_api_key", Problem::Key),
    ("missing_permissions", Problem::Key),
    ("needs_authorization", Problem::Key),
    ("quota_exceeded", Problem::Quota),
    ("voice_not_found", Problem::Voice),
    ("max_character_limit_exceeded", Problem::TooLong),
    ("text_too_long", Problem::TooLong),
    ("only_for_creator", Problem::Plan),
    ("only_for_creator+", Problem::Plan),
    ("only_for_pro+", Problem::Plan),
    ("paid_plan_required", Problem::Plan),
    ("payment_required", Problem::Plan),
    ("detected_unusual_activity", Problem::Plan),
];

/// Codes of passing trouble, most of which come with 429.
const TRANSIENT: [&str; 4] = [
    "rate_limit_exceeded",
    "concurrent_limit_exceeded",
    "too_many_concurrent_requests",
    "system_busy",
];

/// The most bytes of an error that are looked at; the API's own are far shorter.
const MAX_ERROR_BYTES: usize = 64 * 1024;

/// The request brought no response.
///
/// No connection, a dropped one, or no time left: worth a retry. A forbidden address, a request
/// that cannot be built and a response over the limit: for good.
pub(super) fn of_exchange(error: &HttpError) -> SpeechError {
    let detail = error.to_string();
    if error.is_transient() {
        transient(detail)
    } else {
        permanent(Problem::Other, detail)
    }
}

/// The server answered with a status other than 2xx. The first line that fits decides:
///
/// | answer | here |
/// | --- | --- |
/// | a code of [`PERMANENT`] | for good; quota comes as 400 or 401, and not as 429 |
/// | a code of [`TRANSIENT`] | worth a retry, after `Retry-After` |
/// | 408, 425, 429, 500 and above | worth a retry, after `Retry-After` |
/// | 401 | for good: the key |
/// | 402 | for good: the plan |
/// | 404 without a code, or with `not_found` | for good: no such call |
/// | 413 | for good: too long |
/// | all else, redirects too | for good |
pub(super) fn of_refusal(response: &Response) -> SpeechError {
    let codes = codes(&response.body);
    let named = |code: &str| codes.iter().any(|found| found == code);
    let known = PERMANENT.into_iter().find(|(code, _)| named(code));
    let passing = TRANSIENT.into_iter().find(|code| named(code));
    let detail = match known.map(|(code, _)| code).or(passing) {
        Some(code) => format!("HTTP {} {code}", response.status),
        None => format!("HTTP {}", response.status),
    };
    if let Some((_, problem)) = known {
        return permanent(problem, detail);
    }
    if passing.is_some() || response.is_transient() {
        return SpeechError::Transient {
            detail,
            retry_after: response.retry_after(),
        };
    }
    let problem = match response.status {
        401 => Problem::Key,
        402 => Problem::Plan,
        404 if codes.first().is_none_or(|code| code == "not_found") => Problem::NoSuchCall,
        413 => Problem::TooLong,
        _ => Problem::Other,
    };
    permanent(problem, detail)
}

/// The same for a list, where only the key can be forbidden.
pub(super) fn of_refused_list(response: &Response) -> SpeechError {
    match of_refusal(response) {
        SpeechError::Permanent {
            problem: Problem::Other,
            detail,
        } if response.status == 403 => permanent(Problem::Key, detail),
        error => error,
    }
}

pub(super) fn transient(detail: impl Into<String>) -> SpeechError {
    SpeechError::Transient {
        detail: detail.into(),
        retry_after: None,
    }
}

pub(super) fn permanent(problem: Problem, detail: impl Into<String>) -> SpeechError {
    SpeechError::Permanent {
        problem,
        detail: detail.into(),
    }
}

/// The codes of an error, the most telling one first. There are three forms: `{"detail": {"type",
/// "code", "message", "status", …}}`; the older `{"detail": {"status", "message"}}`; and
/// `{"detail": [{"loc", "msg", "type"}]}` for a malformed request. A gateway's HTML page has none.
fn codes(body: &[u8]) -> Vec<String> {
    if body.len() > MAX_ERROR_BYTES {
        return Vec::new();
    }
    let body: Value = from_json(body).unwrap_or_default();
    let detail = body.get("detail").unwrap_or(&Value::Null);
    let error = detail.get(0).unwrap_or(detail);
    let text = |name| error.get(name)?.as_str().map(str::to_owned);
    ["code", "status", "type"]
        .into_iter()
        .filter_map(text)
        .collect()
}
