//! What stands on every page.

use crate::pages::Notice;
use crate::texts::Common;

pub(super) const COMMON: Common = Common {
    skip: "Ir para o conteúdo",
    navigation: "Principal",
    conversations: "Conversas",
    integrations: "Integrações",
    assistants: "Assistentes",
    figures: "Números",
    access: "Acessos",
    audit: "Auditoria",
    sign_out: "Sair",
    language: "Idioma",
    to_start: "Ir para a página inicial",
    older: "Mais antigos",
    never: "Nunca",
    copy: "Copiar",
    copied: "Copiado.",
    back: "Voltar",
    cancel: "Cancelar",
    not_loaded: "Não foi possível carregar isto. Tente de novo.",
    notice: |notice| match notice {
        Notice::SignedOut => "Você saiu.",
        Notice::PricesSaved => "Os preços foram salvos.",
        Notice::TokenRevoked => "O acesso foi revogado.",
        Notice::AssistantSaved => {
            "O assistente foi salvo. Ele vale para as respostas em até 10 segundos."
        }
        Notice::AssistantRestored => "A versão voltou, como uma versão nova.",
        Notice::AssistantDeleted => "O assistente foi excluído, com todas as versões.",
        Notice::TakenOver => "A conversa é sua. O assistente fica quieto.",
        Notice::Released => "A conversa voltou ao assistente.",
        Notice::ConversationErased => "A conversa foi apagada, com tudo o que havia nela.",
        Notice::IntegrationSaved => "A integração foi salva.",
        Notice::IntegrationEnabled => "A integração foi ativada.",
        Notice::IntegrationDisabled => "A integração foi desativada.",
        Notice::IntegrationDeleted => "A integração foi excluída.",
        Notice::WebhookConnected => "O provedor agora envia os webhooks para cá.",
    },
};
