//! What stands on every page.

use crate::pages::Notice;

pub(crate) struct Common {
    pub(crate) skip: &'static str,
    pub(crate) navigation: &'static str,
    pub(crate) conversations: &'static str,
    pub(crate) integrations: &'static str,
    pub(crate) assistants: &'static str,
    pub(crate) figures: &'static str,
    pub(crate) access: &'static str,
    pub(crate) audit: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) language: &'static str,
    pub(crate) to_start: &'static str,
    pub(crate) older: &'static str,
    pub(crate) never: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) copied: &'static str,
    pub(crate) back: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) not_loaded: &'static str,
    pub(crate) notice: fn(Notice) -> &'static str,
}

impl Common {
    pub(crate) fn notice(&self, notice: Notice) -> &'static str {
        (self.notice)(notice)
    }
}
