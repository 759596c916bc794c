//! Reading a webhook's JSON.

use serde_json::Value;

use crate::WebhookError;

/// Parses the body of a webhook.
pub(crate) fn parse(body: &[u8]) -> Result<Value, WebhookError> {
    http_client::from_json(body)
        .map_err(|error| WebhookError::Malformed(format!("the body is not JSON: {error}")))
}

/// The text at a JSON pointer.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}

/// The list at a JSON pointer.
pub(crate) fn list<'a>(value: &'a Value, pointer: &str) -> Option<&'a [Value]> {
    value.pointer(pointer)?.as_array().map(Vec::as_slice)
}

/// A number or a text, as text: providers are not consistent in which they send.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An integer, which may be written as text.
pub(crate) fn integer(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
