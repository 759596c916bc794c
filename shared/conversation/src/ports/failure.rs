//! Failures of what the ports lead to.

use std::time::Duration;

/// A provider or service did not do what it was asked. A port that can fail in further ways has an
/// error type of its own that contains this one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("failed {}: {detail}", .retry.in_words())]
pub struct Failure {
    /// The details, for logs and the turn record. They hold no text of the conversation and no
    /// secret.
    pub detail: String,
    /// Whether trying again can help.
    pub retry: Retry,
}

/// Whether trying again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Trying again may help, after the time for which a server asks us to wait, if it does.
    Later(Option<Duration>),
    /// Trying again cannot help.
    Never,
}

impl Retry {
    const fn in_words(self) -> &'static str {
        match self {
            Self::Later(_) => "for now",
            Self::Never => "for good",
        }
    }
}

impl Failure {
    /// A permanent failure.
    pub fn permanent(detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            retry: Retry::Never,
        }
    }

    /// A transient failure.
    pub fn transient(detail: impl Into<String>) -> Self {
        Self::transient_after(detail, None)
    }

    /// A transient failure of a server that may have asked us to wait.
    pub fn transient_after(detail: impl Into<String>, retry_after: Option<Duration>) -> Self {
        Self {
            detail: detail.into(),
            retry: Retry::Later(retry_after),
        }
    }

    /// Whether the failure is permanent.
    pub fn is_permanent(&self) -> bool {
        self.retry == Retry::Never
    }
}
