//! Who may use the console, and who did what there.

use store::Did;

use crate::identity::Role;

pub(crate) struct SignIn {
    pub(crate) title: &'static str,
    pub(crate) token: &'static str,
    pub(crate) help: &'static str,
    pub(crate) enter: &'static str,
    pub(crate) wrong: &'static str,
    pub(crate) too_many: &'static str,
    pub(crate) link_used: &'static str,
}

pub(crate) struct AccessTokens {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) name: &'static str,
    pub(crate) name_help: &'static str,
    pub(crate) role: &'static str,
    pub(crate) role_name: fn(Role) -> &'static str,
    pub(crate) role_help: fn(Role) -> &'static str,
    pub(crate) integrations: &'static str,
    pub(crate) integrations_help: &'static str,
    pub(crate) no_integrations: &'static str,
    pub(crate) all: &'static str,
    pub(crate) made: &'static str,
    pub(crate) used: &'static str,
    pub(crate) actions: &'static str,
    pub(crate) make_title: &'static str,
    pub(crate) make: &'static str,
    pub(crate) shown_title: &'static str,
    pub(crate) shown_once: &'static str,
    pub(crate) token: &'static str,
    pub(crate) back: &'static str,
    pub(crate) revoke: &'static str,
    pub(crate) revoke_named: fn(&str) -> String,
    pub(crate) revoke_title: fn(&str) -> String,
    pub(crate) revoke_consequence: &'static str,
}

pub(crate) struct AuditTexts {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) when: &'static str,
    pub(crate) who: &'static str,
    pub(crate) what: &'static str,
    pub(crate) about: &'static str,
    pub(crate) admin_token: &'static str,
    pub(crate) did: fn(Did) -> &'static str,
    pub(crate) failed: fn(u16) -> String,
}
