//! Whether an integration works.

use crate::integrations::{Code, Found, Why};
use crate::pages::CheckedPart as Part;
use crate::texts::Checks;

pub(super) const CHECKS: Checks = Checks {
    title: "Está funcionando?",
    lead: "Pergunta agora a cada parte, como está salvo. Perguntar ao assistente custa alguns tokens, e \
           ouvir, meio segundo de silêncio.",
    check: "Verificar",
    again: "Verificar de novo",
    part: |part| match part {
        Part::Assistant => "Assistente",
        Part::Voice => "Voz",
        Part::Hearing => "Gravações",
        Part::Channel => "Canal",
        Part::Desk => "Pessoas",
        Part::Webhook => "Webhook",
    },
    works: "Funciona",
    fails: "Não funciona",
    unknown: "Não se sabe",
    not_set: "Não usado",
    found,
    verified: "Último confirmado:",
    refused: "Último recusado:",
};

fn found(part: Part, found: &Found) -> &'static str {
    match found {
        Found::Works => match part {
            Part::Assistant => "O modelo responde com esta chave.",
            Part::Voice => "A chave lista as vozes da conta, e a escolhida está entre elas.",
            Part::Hearing => "As gravações são ouvidas, por este modelo e com esta chave.",
            Part::Channel => "O provedor aceita o token.",
            Part::Desk => "O lugar das pessoas responde.",
            Part::Webhook => "O webhook mais novo foi confirmado.",
        },
        Found::NotSet => match part {
            Part::Voice => "As respostas são em texto.",
            Part::Hearing => "Ninguém ouve as gravações: o assistente só sabe que chegaram.",
            _ => "As transferências esperam aqui, nas conversas do console.",
        },
        Found::NotChecked { why: Why::NoneCame } => {
            "Nenhum webhook chegou ainda. Configure a URL no provedor e escreva para o canal."
        }
        Found::NotChecked {
            why: Why::NothingToRead,
        } => "Lá não se pode perguntar nada sem enviar algo. Experimente com uma mensagem.",
        Found::Fails { code, .. } => fails(part, *code),
    }
}

const fn fails(part: Part, code: Code) -> &'static str {
    match (code, part) {
        (Code::KeyRefused, Part::Assistant) => {
            "A chave da API é recusada: cole uma válida, com direito de usar o modelo."
        }
        (Code::KeyRefused, Part::Hearing) => {
            "A chave é recusada onde as gravações são ouvidas, ou não há uma: indique um servidor que ouça, com a \
             chave dele."
        }
        (Code::KeyRefused, Part::Voice) => {
            "A chave da ElevenLabs é recusada ou não pode listar vozes: cole outra."
        }
        (Code::KeyRefused, _) => "O token é recusado: gere um novo no provedor e cole aqui.",
        (Code::KindOfKey, _) => {
            "O token é conhecido, mas não é o do robô desta conta, ou o robô não tem caixa de entrada nela. \
             Cole o token do próprio robô."
        }
        (Code::AccountRefused, _) => {
            "A conta não pode ser usada: confira o plano, a cota e os pagamentos no provedor."
        }
        (Code::NotFound, Part::Assistant) => {
            "Não existe esse modelo para esta chave, ou não há essa API no endereço: confira o modelo do \
             assistente e a URL base."
        }
        (Code::NotFound, Part::Hearing) => {
            "O servidor não ouve gravações, ou não tem esse modelo: indique um que ouça, ou escolha que \
             ninguém ouve."
        }
        (Code::NotFound, Part::Voice) => {
            "A conta não tem mais a voz escolhida, ou a API não está no endereço: escolha a voz de novo."
        }
        (Code::NotFound, _) => {
            "Não há nada com esse identificador, ou nesse endereço: compare os dois com o que o provedor \
             mostra."
        }
        (Code::NotConnected, _) => {
            "O Telegram não envia as mensagens para cá: aperte “Conectar o webhook”."
        }
        (Code::Busy, _) => {
            "O servidor está sobrecarregado ou com falha. Verifique de novo em um minuto."
        }
        (Code::Unreachable, _) => {
            "O servidor não respondeu a tempo: confira o endereço ou verifique de novo em um minuto."
        }
        (Code::Unverified, _) => {
            "O webhook mais novo não foi confirmado, por isso as mensagens não entram: o segredo no provedor \
             é diferente do daqui."
        }
        (Code::Refused, _) => "O servidor recusa o que se pede. O código ao lado diz mais.",
    }
}
