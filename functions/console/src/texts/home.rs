//! The first page.

pub(crate) struct Home {
    pub(crate) title: &'static str,
    pub(crate) no_integrations: &'static str,
    pub(crate) no_integrations_hint: &'static str,
}
