//! The integrations: their list, and changes at the same time.

use crate::texts::{Conflicts, IntegrationList};

pub(super) const LIST: IntegrationList = IntegrationList {
    title: "Integrações",
    lead: "Cada uma conecta um negócio: o canal em que os clientes escrevem e o assistente que responde \
           ali.",
    empty: "Ainda não há integrações.",
    empty_hint: "Crie uma: escolha o canal, cole as chaves dele e indique o assistente que responde.",
    make: "Nova integração",
    name: "Nome",
    channel: "Canal",
    state: "Situação",
    assistant: "Assistente",
    last_webhook: "Último webhook",
    last_refused: "Recusado desde",
    none_came: "Nenhum ainda",
    actions: "Ações",
    enabled: "Ativada",
    disabled: "Desativada",
    enable: "Ativar",
    disable: "Desativar",
    enable_named: |name| format!("Ativar {name}"),
    disable_named: |name| format!("Desativar {name}"),
    delete: "Excluir",
    delete_named: |name| format!("Excluir {name}"),
    delete_title: |name| format!("Excluir {name}?"),
    delete_consequence: "As configurações e as chaves somem na hora, e os webhooks passam a ser \
                         recusados. O que foi conversado expira no prazo normal. Os números de todas as \
                         integrações deixam de contá-la, também nos dias passados. Não é possível \
                         desfazer. Não use o id dela de novo: uma integração nova com ele herdaria as \
                         conversas e os números.",
};

pub(super) const CONFLICTS: Conflicts = Conflicts {
    title: "Outra pessoa salvou isto enquanto isso",
    lead: "Nada do que você escreveu se perdeu, e nada foi salvo ainda. Isto é o que a outra pessoa mudou:",
    only_secrets: "Nenhuma configuração que se possa mostrar mudou. Chaves e tokens não podem ser \
                   comparados.",
    setting: "Configuração",
    before: "Antes",
    now: "Agora",
    yours: "O seu",
    nothing: "(nada)",
    save_over: "Salvar o meu por cima",
    take_theirs: "Ficar com o da outra pessoa",
    gone: "Outra pessoa excluiu esta integração enquanto isso. Salvar cria de novo, com todas as chaves \
           digitadas outra vez.",
};
