//! Every text of the pages, in each language. A language that lacks one does not compile, and one that
//! no page shows is reported as unused.

mod amounts;
mod assistants;
mod common;
mod conversations;
mod en;
mod figures;
mod format;
mod home;
mod integrations;
mod language;
mod people;
mod phone;
mod problems;
mod pt_br;
mod refusals;

pub(crate) use assistants::AssistantTexts;
pub(crate) use common::Common;
pub(crate) use conversations::{Inbox, OneConversation};
pub(crate) use figures::{FiguresTexts, PricesTexts};
pub(crate) use home::Home;
pub(crate) use integrations::{Checks, Conflicts, IntegrationForm, IntegrationList, Words};
pub(crate) use language::Language;
pub(crate) use people::{AccessTokens, AuditTexts, SignIn};
pub(crate) use phone::{Phone, Trail};
pub(crate) use problems::Problems;
pub(crate) use refusals::Refusals;

/// The texts of one language, by the pages that show them.
pub(crate) struct Texts {
    pub(crate) common: Common,
    pub(crate) problems: Problems,
    pub(crate) refusals: Refusals,
    pub(crate) sign_in: SignIn,
    pub(crate) home: Home,
    pub(crate) access_tokens: AccessTokens,
    pub(crate) audit: AuditTexts,
    pub(crate) assistants: AssistantTexts,
    pub(crate) inbox: Inbox,
    pub(crate) conversation: OneConversation,
    pub(crate) phone: Phone,
    pub(crate) figures: FiguresTexts,
    pub(crate) prices: PricesTexts,
    pub(crate) integrations: IntegrationList,
    pub(crate) integration_form: IntegrationForm,
    pub(crate) conflicts: Conflicts,
    pub(crate) checks: Checks,
}
