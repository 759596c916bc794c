//! Meta's error codes, for a part or a question that was refused.
//!
//! The code decides, not the HTTP status and not the text. Source of the codes:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes>.

use std::time::Duration;

use conversation::ports::{Failure, FetchError};
use http_client::{CheckError, Problem, Response};
use serde_json::Value;

use crate::sending::{self, by_status};

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// Trying again may help, after this time if the code tells one.
    Retry(Option<Duration>),
    /// Trying again cannot help.
    Permanent,
    /// The customer last wrote more than 24 hours ago: only a template would be taken.
    OutsideWindow,
}

/// The meaning of a code. None for a code that is not in the table: the HTTP status decides then.
fn verdict(code: i64) -> Option<Verdict> {
    const fn after(seconds: u64) -> Option<Duration> {
        Some(Duration::from_secs(seconds))
    }
    Some(match code {
        // Unknown, down, overloaded, or the server is temporarily unavailable.
        1 | 2 | 131_000 | 131_016 | 133_004 => Verdict::Retry(None),
        // The app's or the account's limit, counted over an hour.
        4 | 80_007 => Verdict::Retry(after(60)),
        // The number's throughput, counted by the second.
        130_429 => Verdict::Retry(after(2)),
        // Too many to one customer: about one message in 6 seconds is allowed.
        131_056 => Verdict::Retry(after(6)),
        131_047 => Verdict::OutsideWindow,
        // Authorisation, permissions, a locked or blocked account.
        0 | 10 | 190 | 200..=299 | 368 | 131_005 | 131_031 => Verdict::Permanent,
        // Undeliverable, an unsupported type, media that could not be fetched or stored.
        131_026 | 131_051 | 131_052 | 131_053 => Verdict::Permanent,
        // Limits against spam and on marketing: insisting makes them worse.
        131_048 | 131_049 => Verdict::Permanent,
        _ => return None,
    })
}

/// What it means that the number could not be read.
pub(super) fn not_read(response: &Response) -> CheckError {
    let Some(code) = code(response) else {
        return CheckError::of_status(response);
    };
    let problem = match code {
        0 | 10 | 190 | 200..=299 => Problem::Key,
        // The number does not exist, or the token may not see it: both are the same to Meta.
        100 => Problem::NotFound,
        368 | 131_005 | 131_031 => Problem::Account,
        _ => match verdict(code) {
            Some(Verdict::Retry(_)) => Problem::Busy,
            _ => CheckError::of_status(response).problem,
        },
    };
    CheckError::new(problem, format!("HTTP {}, code {code}", response.status))
}

/// What it means that a file's URL was not told.
pub(super) fn not_told(response: &Response) -> FetchError {
    match (response.status, code(response)) {
        // The file does not exist, or no more, or is another number's: all the same to Meta.
        (404 | 410, _) | (_, Some(100)) => FetchError::Gone,
        _ => refused(response).into(),
    }
}

fn code(response: &Response) -> Option<i64> {
    let body: Value = http_client::from_json(&response.body).ok()?;
    body.pointer("/error/code")?.as_i64()
}

/// The failure of a refused part. The server's own text is left out, since it may name the
/// customer.
pub(super) fn refused(response: &Response) -> Failure {
    let Some(code) = code(response) else {
        return sending::refused(response);
    };
    let detail = format!("status {}, code {code}", response.status);
    match verdict(code) {
        None => by_status(response, detail),
        Some(Verdict::Retry(hint)) => {
            Failure::transient_after(detail, response.retry_after().or(hint))
        }
        Some(Verdict::Permanent) => Failure::permanent(detail),
        Some(Verdict::OutsideWindow) => {
            Failure::permanent(format!("{detail}, outside the 24-hour window"))
        }
    }
}
