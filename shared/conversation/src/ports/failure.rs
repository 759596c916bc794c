//! How an outside fails.

use std::time::Duration;

/// Something outside did not do what it was asked. What a port fails by besides has an error of its
/// own around this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("failed {}: {detail}", .retry.in_words())]
pub struct Failure {
    /// What happened, for logs and the turn record: it holds no text of the conversation and no secret.
    pub detail: String,
    /// Whether trying again can help.
    pub retry: Retry,
}

/// Whether trying again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// It may, after the time for which a server asks us to wait, where it does.
    Later(Option<Duration>),
    /// It cannot.
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
    /// A failure that trying again cannot mend.
    pub fn permanent(detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            retry: Retry::Never,
        }
    }

    /// A failure that may pass.
    pub fn transient(detail: impl Into<String>) -> Self {
        Self::transient_after(detail, None)
    }

    /// A failure that may pass, after the time for which a server asks us to wait.
    pub fn transient_after(detail: impl Into<String>, retry_after: Option<Duration>) -> Self {
        Self {
            detail: detail.into(),
            retry: Retry::Later(retry_after),
        }
    }

    /// Whether trying again cannot help.
    pub fn is_permanent(&self) -> bool {
        self.retry == Retry::Never
    }
}
