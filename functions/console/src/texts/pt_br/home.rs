//! The first page.

use crate::texts::Home;

pub(super) const HOME: Home = Home {
    title: "Início",
    first_steps: "Primeiros passos",
    first_steps_lead: "Três passos, e os clientes são respondidos.",
    make_assistant: "Criar um assistente",
    make_assistant_hint: "Ele diz qual modelo responde, e como.",
    make_integration: "Criar uma integração",
    make_integration_hint: "Ela liga um canal de conversa a um assistente e às pessoas que assumem.",
    try_it: "Testar no telefone",
    try_it_hint: "Escreva como um cliente escreveria. Nada chega ao provedor.",
    done: "Feito",
    nothing_for_you: "Ainda não há nenhuma integração para você.",
    nothing_for_you_hint: "Peça a quem passou o token que crie uma, ou que a inclua no seu acesso.",
    enabled: "Responde",
    disabled: "Desligada",
    conversations: "Conversas",
    phone: "Testar",
    settings: "Configurações",
    figures: "Números",
};
