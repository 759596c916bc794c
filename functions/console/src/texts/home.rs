//! The first page.

pub(crate) struct Home {
    pub(crate) title: &'static str,
    pub(crate) first_steps: &'static str,
    pub(crate) first_steps_lead: &'static str,
    pub(crate) make_assistant: &'static str,
    pub(crate) make_assistant_hint: &'static str,
    pub(crate) make_integration: &'static str,
    pub(crate) make_integration_hint: &'static str,
    pub(crate) try_it: &'static str,
    pub(crate) try_it_hint: &'static str,
    pub(crate) done: &'static str,
    pub(crate) nothing_for_you: &'static str,
    pub(crate) nothing_for_you_hint: &'static str,
    pub(crate) enabled: &'static str,
    pub(crate) disabled: &'static str,
    pub(crate) conversations: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) settings: &'static str,
    pub(crate) figures: &'static str,
}
