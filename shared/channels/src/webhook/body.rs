//! The fields of a webhook's body, each by its path. What is wrong is named by that path.

use serde_json::Value;

use crate::WebhookError;

/// The text at a path.
pub(super) fn required<'a>(body: &'a Value, path: &str) -> Result<&'a str, WebhookError> {
    optional(body, path)?.ok_or_else(|| malformed(path, "is missing"))
}

/// The text at a path, if there is one.
pub(super) fn optional<'a>(body: &'a Value, path: &str) -> Result<Option<&'a str>, WebhookError> {
    match at(body, path) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(malformed(path, "must be a string")),
    }
}

/// The truth value at a path, if there is one.
pub(super) fn flag(body: &Value, path: &str) -> Result<Option<bool>, WebhookError> {
    match at(body, path) {
        None => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(_) => Err(malformed(path, "must be true or false")),
    }
}

/// The whole number at a path, if there is one.
pub(super) fn number(body: &Value, path: &str) -> Result<Option<u64>, WebhookError> {
    at(body, path)
        .map(|number| {
            let whole = || malformed(path, "must be a whole number, and not below 0");
            number.as_u64().ok_or_else(whole)
        })
        .transpose()
}

/// The list at a path, empty if it is missing.
pub(super) fn list<'a>(body: &'a Value, path: &str) -> Result<&'a [Value], WebhookError> {
    match at(body, path) {
        None => Ok(&[]),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err(malformed(path, "must be a list")),
    }
}

/// The value at a path of names joined by dots. `null` counts as missing.
fn at<'a>(body: &'a Value, path: &str) -> Option<&'a Value> {
    let found = path
        .split('.')
        .try_fold(body, |value, name| value.get(name));
    found.filter(|value| !value.is_null())
}

pub(super) fn malformed(path: &str, problem: impl std::fmt::Display) -> WebhookError {
    WebhookError::Malformed(format!("{path}: {problem}"))
}
