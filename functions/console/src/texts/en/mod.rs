//! English.

mod assistants;
mod checks;
mod common;
mod conversations;
mod figures;
mod home;
mod integration_form;
mod integrations;
mod people;
mod phone;
mod problems;
mod refusals;

use super::Texts;

pub(super) const TEXTS: Texts = Texts {
    common: common::COMMON,
    problems: problems::PROBLEMS,
    refusals: refusals::REFUSALS,
    sign_in: people::SIGN_IN,
    home: home::HOME,
    access_tokens: people::ACCESS_TOKENS,
    audit: people::AUDIT,
    assistants: assistants::ASSISTANTS,
    inbox: conversations::INBOX,
    conversation: conversations::CONVERSATION,
    phone: phone::PHONE,
    figures: figures::FIGURES,
    prices: figures::PRICES,
    integrations: integrations::LIST,
    integration_form: integration_form::FORM,
    conflicts: integrations::CONFLICTS,
    checks: checks::CHECKS,
};
