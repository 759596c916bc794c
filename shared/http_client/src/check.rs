//! What a check of a server finds.

use crate::{HttpError, Response};

/// Why a server does not do what the settings want of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct CheckError {
    /// What is wrong.
    pub problem: Problem,
    /// What happened: a status and a code, never a secret or a server's own words.
    pub detail: String,
}

/// What is wrong, as far as it tells people apart who must do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The key is wrong, or lacks a right.
    Key,
    /// The key is good, and not one of the kind that is needed here.
    KindOfKey,
    /// The account's plan, quota or standing.
    Account,
    /// There is nothing at this address, or nothing of this id.
    NotFound,
    /// The server was not told where its webhooks go.
    NotConnected,
    /// The server is overloaded, or failed. It may do later.
    Busy,
    /// No connection, or no answer in time.
    Unreachable,
    /// Anything else.
    Refused,
}

impl CheckError {
    /// A problem with its details.
    pub fn new(problem: Problem, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { problem, detail }
    }

    /// What a response that is no success means by its status alone.
    pub fn of_status(response: &Response) -> Self {
        let problem = match response.status {
            401 | 403 => Problem::Key,
            402 => Problem::Account,
            404 | 405 | 410 => Problem::NotFound,
            _ if response.is_transient() => Problem::Busy,
            _ => Problem::Refused,
        };
        Self::new(problem, format!("HTTP {}", response.status))
    }
}

impl From<HttpError> for CheckError {
    fn from(error: HttpError) -> Self {
        let problem = match error.is_transient() {
            true => Problem::Unreachable,
            false => Problem::Refused,
        };
        Self::new(problem, error.to_string())
    }
}
