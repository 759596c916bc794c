//! The first page.

use crate::texts::Home;

pub(super) const HOME: Home = Home {
    title: "Start",
    no_integrations: "There is no integration here yet.",
    no_integrations_hint: "An integration connects a chat channel with an assistant.",
};
