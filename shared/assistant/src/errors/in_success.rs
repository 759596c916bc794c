//! A success (2xx) that holds no answer.

use conversation::ports::AssistantError;
use http_client::from_json;
use serde_json::Value;

use super::{permanent, sort, transient, wire::WireError};

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

/// The server answered 2xx with an error in the place of an answer, as gateways do. It is sorted
/// as if it had come with its own number, or else with one that fits its code; without either it
/// is worth a retry.
pub(crate) fn of_error(error: &Value) -> AssistantError {
    let number = |name: &str| {
        let value = error.get(name)?;
        let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
        u16::try_from(number)
            .ok()
            .filter(|own| (400..600).contains(own))
    };
    let status = number("code").or_else(|| number("status"));
    let error = WireError::read(error);
    let names: Vec<String> = error.names().map(str::to_lowercase).collect();
    let mut known = names.iter().map(String::as_str);
    let is_worth_a_retry = names.is_empty() || known.any(|name| WORTH_A_RETRY.contains(&name));
    let fitting = if is_worth_a_retry { 500 } else { 400 };
    let detail = error.detail(status.unwrap_or(200));
    sort(status.unwrap_or(fitting), &error, (None, None), detail)
}

/// The answers of APIs, each by a field that only it has.
const OF_OTHER_APIS: [(&str, &str); 2] =
    [("choices", "a chat completion"), ("output", "a response")];

/// What came in the place of the answer that is `expected`:
///
/// | body | here |
/// | --- | --- |
/// | an error | by its code, see [`of_error`] |
/// | an answer of another API, an event stream, other JSON | for good: another API answers there |
/// | HTML, nothing, what is cut off | worth a retry: it came from something in between |
pub(crate) fn in_place_of(expected: &str, body: &[u8]) -> AssistantError {
    let begins = |with: &str| body.trim_ascii_start().starts_with(with.as_bytes());
    let another = |what: &str| permanent(&format!("{what} in place of {expected}"));
    if begins("data:") || begins("event:") {
        return another("an event stream");
    }
    match from_json(body) {
        Ok(Value::Object(other)) if !other.is_empty() => match other.get("error") {
            Some(error) if !error.is_null() => of_error(error),
            _ => another(
                OF_OTHER_APIS
                    .into_iter()
                    .find(|(field, name)| *name != expected && other.contains_key(*field))
                    .map_or("other JSON", |(_, name)| name),
            ),
        },
        _ => transient("unreadable response"),
    }
}
