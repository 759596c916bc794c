//! Errors.

use crate::error::ApiError;

pub(crate) struct Problems {
    pub(crate) stale_title: &'static str,
    pub(crate) stale: &'static str,
    /// Of a form that can be sent again.
    pub(crate) stale_kept: &'static str,
    pub(crate) stale_secrets: &'static str,
    pub(crate) stale_send: &'static str,
    pub(crate) signed_out: &'static str,
    /// A heading, and a sentence that says what to do.
    pub(crate) of: fn(&ApiError) -> (&'static str, String),
}

impl Problems {
    pub(crate) fn of(&self, error: &ApiError) -> (&'static str, String) {
        (self.of)(error)
    }
}
