//! Errors, and whether each is worth a retry. Details hold a status and a code, never a server's
//! text: it may quote the customer's words, or the key.

mod in_success;
mod refused;
mod wire;

use std::time::Duration;

use conversation::ports::{AssistantError, Failure};
use http_client::{CONNECT_TIME_LIMIT, CheckError, HttpError, Problem, Response};

pub(crate) use in_success::{in_place_of, of_error};
pub(crate) use refused::{refuses, refuses_files};
use wire::WireError;
pub(crate) use wire::is_named_too_long;

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
/// | a code or type of [`wire::OUT_OF_QUOTA`] | for good |
/// | 413 (Groq's own, or a gateway's), a code or type of [`wire::TOO_LONG`], a message with one of [`wire::TOO_LONG_PHRASES`] | too long |
/// | `x-should-retry: true` or `false` | as the server says |
/// | 400 `conversation_locked` | worth a retry |
/// | 408, 409, 429 (`rate_limit_exceeded`, `slow_down`), 500 and above | worth a retry, after `Retry-After` |
/// | all else: 400, 401, 403, 404 (also of a model), redirects | for good |
///
/// Sources: the API's guide to error codes, and the rules of its official clients.
pub(crate) fn of_refusal(response: &Response) -> AssistantError {
    let error = WireError::of(response);
    let detail = error.detail(response.status);
    let says = (says_retry(response), response.retry_after());
    sort(response.status, &error, says, detail)
}

/// The same as [`of_refusal`] for a check, where it matters what to do about it.
pub(crate) fn of_check(response: &Response) -> CheckError {
    let error = WireError::of(response);
    let problem = match error.code.as_deref() {
        _ if error.is_out_of_quota() => Problem::Account,
        Some("model_not_found") => Problem::NotFound,
        _ => CheckError::of_status(response).problem,
    };
    CheckError::new(problem, error.detail(response.status))
}

fn sort(
    status: u16,
    error: &WireError,
    (says_retry, retry_after): (Option<bool>, Option<Duration>),
    detail: String,
) -> AssistantError {
    let out_of_quota = error.is_out_of_quota();
    let too_long = status == 413 || error.is_too_long();
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

fn says_retry(response: &Response) -> Option<bool> {
    let value = response.headers.get("x-should-retry")?;
    value.to_str().ok()?.parse().ok()
}

pub(crate) fn transient(detail: &str) -> AssistantError {
    AssistantError::Failed(Failure::transient(detail))
}

pub(crate) fn permanent(detail: &str) -> AssistantError {
    AssistantError::Failed(Failure::permanent(detail))
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
