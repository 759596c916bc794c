//! Errors.

use super::refusals::REFUSALS;
use crate::error::ApiError;
use crate::texts::Problems;

pub(super) const PROBLEMS: Problems = Problems {
    stale_title: "Esta página é antiga demais",
    stale: "Nada foi alterado. A página foi aberta antes de você entrar, ou depois de você sair em outro \
            lugar: carregue-a de novo e envie o formulário mais uma vez.",
    stale_kept: "Nada foi alterado ainda. A página foi aberta antes de você entrar, ou depois de você sair \
                 em outro lugar. O que você escreveu ainda está aqui: envie se é isso que você quer.",
    stale_secrets: "Chaves, tokens e segredos não foram guardados: digite-os de novo depois de enviar.",
    stale_send: "Enviar mesmo assim",
    signed_out: "Você não está mais conectado, por isso nada de novo aparece. Entre em outra aba ou \
                 carregue a página de novo.",
    of: |error| {
        match error {
        ApiError::NotFound | ApiError::Unauthorized => (
            "Não há nada aqui",
            "O endereço está errado, o que ele indica foi excluído, ou não está aberto para você."
                .to_owned(),
        ),
        ApiError::MethodNotAllowed(_) => (
            "Isto não pode ser feito aqui",
            "Volte e use os botões da própria página.".to_owned(),
        ),
        ApiError::Conflict => (
            "Outra pessoa alterou isto",
            "Nada do que você escreveu foi salvo. Carregue a página de novo para ver como está agora."
                .to_owned(),
        ),
        ApiError::Exists => ("Já existe", "Escolha outro identificador.".to_owned()),
        ApiError::AssistantInUse(users) => {
            let users: Vec<_> = users.iter().map(|id| id.as_str()).collect();
            let said = format!(
                "Estas integrações o usam: {}. Dê a elas outro assistente primeiro.",
                users.join(", ")
            );
            ("O assistente está em uso", said)
        }
        ApiError::TooLarge => (
            "É grande demais",
            "O que se envia de uma vez tem no máximo 1 MB.".to_owned(),
        ),
        ApiError::Malformed(_) => ("Isto não pode ser lido", error.to_string()),
        ApiError::Refused(refused) => (
            "Não funciona como está escrito",
            REFUSALS.of(&refused.reason),
        ),
        ApiError::ChannelRefused(detail) => (
            "O canal recusou",
            format!("Não foi enviado. O canal diz: {detail}"),
        ),
        ApiError::ChannelFailed(detail) => (
            "Não é certo que foi enviado",
            format!(
                "O canal não confirmou que recebeu. Olhe lá antes de enviar de novo. ({detail})"
            ),
        ),
        ApiError::VoiceFailed(detail) => (
            "A ElevenLabs não respondeu como devia",
            format!("Tente de novo. ({detail})"),
        ),
        ApiError::Internal(_) => (
            "Algo falhou do nosso lado",
            "Tente de novo. Se continuar, o log da função do console diz por quê.".to_owned(),
        ),
    }
    },
};
