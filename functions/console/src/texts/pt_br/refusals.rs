//! Refusals.

use fields::{Expected, Reason as Of};
use http_client::BaseUrlError;

use crate::refused::{Reason, VoiceProblem};
use crate::texts::{Language, Refusals};

pub(super) const REFUSALS: Refusals = Refusals { of };

fn of(reason: &Reason) -> String {
    let said = match reason {
        Reason::Value(_, reason) => return value(reason),
        Reason::OtherId => "O identificador não pode ser alterado.",
        Reason::IdTaken => "Já existe uma integração com este identificador: escolha outro.",
        Reason::IdOfAPage => "Nenhuma integração pode ter este identificador: escolha outro.",
        Reason::NoVoiceChosen => {
            "Escolha uma voz para esta chave, ou deixe a chave vazia: respostas em texto não precisam dela."
        }
        Reason::SecretNotSet => "Ainda não há nada guardado aqui: preencha.",
        Reason::SecretNeededAgain => {
            "Preencha de novo: agora iria para um lugar diferente de antes."
        }
        Reason::SecretsTooLong(bytes) => {
            let [bytes, most] = [*bytes, store::MAX_SECRETS_BYTES].map(number);
            return format!("As chaves e os tokens somam {bytes} bytes; cabem no máximo {most}.");
        }
        Reason::UnknownAssistant(id) => {
            return format!(
                "O Recado não tem o assistente {}. A OpenAI encerrou a API de Assistants em 26 de \
                 agosto de 2026, por isso o próprio Recado guarda os assistentes: crie um e copie o \
                 modelo e as instruções do antigo.",
                id.as_str()
            );
        }
        Reason::NoVoiceKey => "Preencha antes a chave da API da ElevenLabs.",
        Reason::Voice { problem, detail } => {
            let said = match problem {
                VoiceProblem::Key => {
                    "A ElevenLabs recusa esta chave, ou a chave não pode listar vozes e modelos."
                }
                VoiceProblem::Address => {
                    "A API da ElevenLabs não está neste endereço. Ele se escreve sem /v1."
                }
                VoiceProblem::Account => {
                    "A chave é conhecida, mas a ElevenLabs recusa a conta: confira o plano e a cota."
                }
                VoiceProblem::Other => "A ElevenLabs recusa.",
            };
            return format!("{said} ({detail})");
        }
        Reason::WebhookByHand(_) => {
            "Este provedor só aceita a URL do webhook nas configurações dele: cole-a lá."
        }
        Reason::OwnHost => "O navegador não disse que endereço usou. Carregue a página de novo.",
        Reason::ReleaseKeyword => {
            "Esta é a palavra que devolve a conversa ao assistente. Use o botão para isso."
        }
        Reason::Repeated => "Está aí mais de uma vez.",
        Reason::BesideContact => "Não tem lugar ao lado da busca por um contato.",
        Reason::NotANumber => "Escreva um número.",
        Reason::Cursor => "A lista mudou. Abra-a de novo desde o início.",
        Reason::BeforeFrom => "O último dia vem antes do primeiro.",
        Reason::TooManyDaysOfAll(most) => {
            return format!("Há muitas integrações: escolha uma delas, ou no máximo {most} dias.");
        }
        Reason::TooManyDays(most) => return format!("Escolha no máximo {most} dias."),
        Reason::NotADate => "Escreva um dia, como 2026-11-23.",
        Reason::NotAFigure => "Não existe esse número.",
        Reason::AssistantIdTaken => "Este identificador já está em uso: escolha outro.",
        Reason::NoIntegrations => "Escolha de 1 a 100 integrações.",
        Reason::IntegrationsOfAdmin => {
            "Um administrador tem todas as integrações: não escolha nenhuma."
        }
    };
    said.to_owned()
}

fn value(reason: &Of) -> String {
    let said = match reason {
        Of::Required | Of::Empty => "Preencha este campo.",
        Of::UnknownField => "Não existe essa configuração nesta versão.",
        Of::WrongType(expected) => match expected {
            Expected::Object | Expected::Secret => "Isto não está completo.",
            Expected::Text => "Escreva um texto.",
            Expected::Flag => "Escolha sim ou não.",
            Expected::Number => "Escreva um número, como 0,5.",
            Expected::List | Expected::Texts => "Escreva um por linha.",
            Expected::OpeningTimes => TIMES,
            Expected::Phrases => "Escreva uma frase por linha.",
        },
        Of::TooManyCharacters(most) => {
            return format!("É longo demais: no máximo {} caracteres.", number(*most));
        }
        Of::TooManyBytes(most) => {
            return format!("É longo demais: no máximo {} bytes.", number(*most));
        }
        Of::TooManyEntries(most) => {
            return format!("São itens demais: no máximo {}.", number(*most));
        }
        Of::NoEntries => "Escreva ao menos uma, ou escolha que não há nenhuma.",
        Of::ControlCharacters => "Há caracteres invisíveis. Digite de novo em vez de colar.",
        Of::NotWhole { min, max } => {
            let [min, max] = [*min, *max].map(|bound| Language::Portuguese.number(bound.into()));
            return format!("Escreva um número inteiro de {min} a {max}.");
        }
        Of::NotWithin { min, max } | Of::Temperature { min, max } => {
            let [min, max] = [min, max].map(|bound| bound.to_string().replace('.', ","));
            return format!("Escreva um número de {min} a {max}.");
        }
        Of::NotAmong(names) | Of::UnknownChannel(names) => {
            return format!("Escolha um destes: {}.", names.join(", "));
        }
        Of::NotVisibleAscii => {
            "Aqui só cabem letras sem acento, dígitos e sinais, sem espaços. Foi colado por inteiro?"
        }
        Of::Url(error) => match error {
            BaseUrlError::NotAUrl => {
                "Escreva o endereço completo, como https://api.example.com/v1."
            }
            BaseUrlError::Scheme => "O endereço deve começar com https://.",
            BaseUrlError::UserInfo => "O endereço não pode ter usuário nem senha.",
            BaseUrlError::Fragment => "O endereço não pode ter #.",
            BaseUrlError::PrivateHost => PRIVATE,
            BaseUrlError::Credential => {
                "O endereço não pode ter chave nem senha, pois quem lê as configurações o vê: escreva a \
                 chave no campo dela."
            }
        },
        Of::UrlWithQuery => "O endereço não pode ter nada depois de um ponto de interrogação.",
        Of::HostNotFound => "Não há servidor com esse nome. Está escrito certo?",
        Of::HostNotFoundInTime => {
            "Não foi possível consultar o nome do servidor a tempo. Tente de novo."
        }
        Of::HostNotPublic => PRIVATE,
        Of::IntegrationId => "Use de 1 a 64 de a–z, 0–9 e -, sem acentos e sem espaços.",
        Of::AssistantId => "Escreva asst_ e depois de 1 a 59 letras, dígitos, _ ou -.",
        Of::ConversationId => "Este não é o identificador de uma conversa.",
        Of::ProviderId => "Escreva de 1 a 256 bytes.",
        Of::TimeZone => "Escolha um fuso horário, como America/Sao_Paulo.",
        Of::OpeningTimes => TIMES,
        Of::Language => "Escreva as duas letras do idioma, como pt.",
        Of::EmptyMarker | Of::EmptyPhrase | Of::EmptyKeyword => {
            "É preciso ao menos uma letra ou um dígito."
        }
        Of::RuntimeNotAvailable => {
            "Esta versão não usa a API de Assistants da OpenAI. Copie o modelo e as instruções para cá."
        }
        Of::NoFileSearch => {
            "Só o protocolo Responses pesquisa arquivos. Escolha-o ou deixe em branco as bases de arquivos."
        }
        Of::MaxBeforeQuiet => "A espera máxima precisa ser pelo menos tão longa quanto a pausa.",
        Of::OnlyForVoice => "Isto é só para respostas em voz.",
        Of::HearingWithoutVoice => {
            "A ElevenLabs ouve com a chave que fala. Escolha uma voz no formato da resposta, ou dê ao servidor \
             que ouve uma URL base e uma chave próprias."
        }
        Of::FunctionName => {
            "Use de 1 a 64 de A–Z, a–z, 0–9, _ e -. O nome transfer_to_human já existe."
        }
        Of::FunctionTwice => "Duas funções têm o mesmo nome. Dê um nome próprio a cada uma.",
        Of::SchemaOfAnObject => {
            "Escreva um JSON Schema de um objeto: {\"type\": \"object\", \"properties\": …}, \
             sem allOf, anyOf, enum, not ou oneOf ao lado do tipo."
        }
        Of::DeskOfAnotherChannel(_) => {
            "Essas pessoas só são alcançadas pelo canal do mesmo provedor. Escolha outro destino."
        }
        Of::SigningSecret => {
            "Escreva whsec_ e depois uma chave de 24 a 64 bytes em base64, como no Standard Webhooks."
        }
        Of::PhoneNumberId => {
            "Escreva o identificador que a Meta dá ao número: só dígitos, e não o próprio telefone."
        }
        Of::BotToken => "Escreva o token que o BotFather deu, como 123456:ABC-DEF.",
        Of::TelegramSecretToken => "Use de 1 a 256 de A–Z, a–z, 0–9, _ e -.",
        Of::WhazingId => "Escreva o identificador que o Whazing mostra: um número.",
        Of::WhazingUrl => {
            "O endereço deve terminar com /v1/api/external/ e o id da API, como o Whazing mostra."
        }
        Of::WhazingQueue => "Escreva o número da fila no Whazing, como 4.",
        Of::WhazingBotQueue => {
            "Escolha uma fila diferente da fila do assistente: um ticket movido para ela voltaria ao \
             assistente."
        }
        Of::ChatwootAccount => {
            "Escreva o número da conta: no endereço do Chatwoot, vem depois de /accounts/."
        }
        Of::ChatwootTeam => "Escreva o número do time no Chatwoot, como 4.",
        Of::Price => "Escreva um valor em dólares, como 0,15.",
        Of::PricedTwice => "Este modelo já tem os seus preços.",
        Of::Other(said) => return format!("Não pode ser lido: “{said}”."),
    };
    said.to_owned()
}

const TIMES: &str =
    "Escreva horários de 00:00 a 24:00, como 09:00-18:00 ou 09:00-12:00, 13:00-18:00.";
const PRIVATE: &str = "O endereço deve levar a um servidor na internet pública.";

fn number(number: usize) -> String {
    Language::Portuguese.number(u64::try_from(number).unwrap_or(u64::MAX))
}
