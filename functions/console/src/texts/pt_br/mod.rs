//! Portuguese as it is written in Brazil.

mod common;
mod conversations;
mod figures;
mod home;
mod people;
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
    inbox: conversations::INBOX,
    conversation: conversations::CONVERSATION,
    figures: figures::FIGURES,
    prices: figures::PRICES,
};
