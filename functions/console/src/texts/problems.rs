//! Errors.

use crate::error::ApiError;

pub(crate) struct Problems {
    pub(crate) stale_title: &'static str,
    pub(crate) stale: &'static str,
    /// A heading, and a sentence that says what to do.
    pub(crate) of: fn(&ApiError) -> (&'static str, String),
}

impl Problems {
    pub(crate) fn of(&self, error: &ApiError) -> (&'static str, String) {
        (self.of)(error)
    }
}
