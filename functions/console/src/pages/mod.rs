//! The pages in the browser, made on the server. They do what the API does, by the same functions.
//!
//! `admission` finds out who is signed in and checks every form. A handler gets a [`View`], which
//! knows the reader's language and makes the response. A form's fields are named by the JSON paths
//! of the API, so that a refusal leads to its field.

mod access_tokens;
pub(crate) mod admission;
mod assets;
mod assistants;
mod audit;
mod components;
mod conversations;
mod cookies;
mod fields;
mod figures;
mod frame;
mod home;
mod integrations;
mod language;
mod phone;
mod prices;
mod problem;
mod session;
mod sign_in;
mod slug;
mod trail;
mod view;

use crate::router::Part;

pub(crate) use fields::Fields;
pub(crate) use integrations::{CheckedPart, Kind, Setting};
pub(crate) use view::{Notice, View};

/// All pages. Each module lists its own paths.
pub(crate) fn parts() -> Vec<Part> {
    let mut parts = home::parts();
    parts.extend(conversations::parts());
    parts.extend(assistants::parts());
    parts.extend(integrations::parts());
    parts.extend(access_tokens::parts());
    parts.extend(audit::parts());
    parts.extend(phone::parts());
    parts.extend(figures::parts());
    parts.extend(prices::parts());
    parts.extend(sign_in::parts());
    parts.extend(language::parts());
    parts.extend(assets::parts());
    parts
}
