//! Who may use the console, and who did what there.

use store::Did;

use crate::identity::Role;
use crate::texts::{AccessTokens, AuditTexts, SignIn};

pub(super) const SIGN_IN: SignIn = SignIn {
    title: "Entrar",
    token: "Token",
    help: "O token de administrador desta instalação, ou o token de acesso que alguém passou a você.",
    enter: "Entrar",
    wrong: "Este token não é conhecido. Confira se você o copiou por inteiro; ele também pode ter sido \
            revogado.",
    too_many: "Houve tentativas demais a partir do seu endereço. Espere quinze minutos e tente de novo.",
    link_used: "Este link já foi usado ou é antigo demais. Entre com o token.",
};

pub(super) const ACCESS_TOKENS: AccessTokens = AccessTokens {
    title: "Acessos",
    lead: "Dê a cada pessoa, e a cada cliente, um token próprio. Ele abre estas páginas e a API, e só \
           aquilo a que se destina.",
    empty: "Por enquanto só o administrador tem acesso.",
    name: "Nome",
    name_help: "De quem é: uma pessoa, um cliente ou um sistema.",
    role: "Papel",
    role_name: |role| match role {
        Role::Admin => "Administrador",
        Role::Operator => "Operador",
        Role::Agent => "Atendente",
    },
    role_help: |role| match role {
        Role::Admin => "Tudo, em todas as integrações",
        Role::Operator => "Configurações e conversas das integrações escolhidas",
        Role::Agent => "Conversas das integrações escolhidas; sem configurações e sem segredos",
    },
    integrations: "Integrações",
    integrations_help: "Para operadores e atendentes.",
    no_integrations: "Ainda não há integrações, então só é possível criar um token de administrador.",
    all: "Todas",
    made: "Criado",
    used: "Último uso",
    actions: "Ações",
    make_title: "Novo acesso",
    make: "Criar o token",
    shown_title: "O novo token",
    shown_once: "Copie agora e entregue por um meio seguro. Ele só aparece desta vez.",
    token: "Token",
    back: "Voltar à lista",
    revoke: "Revogar",
    revoke_named: |name| format!("Revogar o acesso de {name}"),
    revoke_title: |name| format!("Revogar o acesso de {name}?"),
    revoke_consequence: "Quem o usa fica sem acesso em até 5 segundos. Não é possível desfazer.",
};

pub(super) const AUDIT: AuditTexts = AuditTexts {
    title: "Auditoria",
    lead: "Quem fez o quê, do mais novo ao mais antigo. Guardado por um ano; nunca com um segredo ou um \
           texto.",
    empty: "Nada foi feito ainda.",
    when: "Quando",
    who: "Quem",
    what: "O quê",
    about: "Onde",
    admin_token: "Token de administrador",
    did: |did| match did {
        Did::SaveIntegration => "Salvou a integração",
        Did::DeleteIntegration => "Excluiu a integração",
        Did::ConnectWebhook => "Conectou o webhook",
        Did::SaveAssistant => "Salvou o assistente",
        Did::RestoreAssistant => "Recuperou uma versão do assistente",
        Did::DeleteAssistant => "Excluiu o assistente",
        Did::TakeOver => "Assumiu a conversa",
        Did::Release => "Devolveu a conversa",
        Did::ReleaseFailed => "Devolveu o que tinha falhado",
        Did::SendMessage => "Escreveu ao cliente",
        Did::EraseConversation => "Apagou a conversa",
        Did::SavePrices => "Salvou os preços dos modelos",
        Did::MakeAccessToken => "Criou um token de acesso",
        Did::RevokeAccessToken => "Revogou um token de acesso",
        Did::SignIn => "Entrou",
        Did::SignOut => "Saiu",
    },
    failed: |status| format!("respondido com o erro {status}; pode ter sido feito mesmo assim"),
};
