//! The first page.

use crate::texts::Home;

pub(super) const HOME: Home = Home {
    title: "Início",
    no_integrations: "Ainda não há nenhuma integração aqui.",
    no_integrations_hint: "Uma integração liga um canal de conversa a um assistente.",
};
