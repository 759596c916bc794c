//! Refusals, as people understand them. Each reason has its words in each language, or does not
//! compile.

use crate::refused::Reason;

pub(crate) struct Refusals {
    /// What is wrong, and what to do, as it stands beside a field.
    pub(crate) of: fn(&Reason) -> String,
}

impl Refusals {
    pub(crate) fn of(&self, reason: &Reason) -> String {
        (self.of)(reason)
    }
}
