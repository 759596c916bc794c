//! The phone page, and the words for what a turn does.

use conversation::{Cap, LeftOut, Outcome, Reason, TextBecause, Unheard, Unseen};

use crate::texts::{Phone, Trail};

pub(super) const PHONE: Phone = Phone {
    title: |name| format!("Testar {name}"),
    lead: "Escreva como um cliente escreveria. Você recebe o que um cliente recebe, e nada chega ao provedor, \
           ao atendimento ou aos números.",
    settings: "Configurações",
    anew: "Recomeçar",
    anew_help: "Apaga este teste.",
    chat: "O telefone do cliente",
    empty: "Nada foi dito ainda.",
    empty_hint: "Escreva a primeira mensagem abaixo. O que acontece depois aparece passo a passo: o que se \
                 esperou, o que foi perguntado ao modelo, quanto custou e por que terminou assim.",
    message: "Mensagem como cliente",
    send: "Enviar",
    as_voice: "Como mensagem de voz",
    keys: "Enter envia; Shift e Enter começa uma nova linha.",
    customer: "Cliente",
    assistant: "Assistente",
    person: "Pessoa",
    note: "Nota do Recado para o assistente",
    voice: "Mensagem de voz",
    typing: "Digitando…",
    collecting: "Ainda reunindo mensagens por",
    collecting_unseen: |time| {
        format!("A resposta vem em {time}, com tudo o que for escrito até lá.")
    },
    collecting_quiet_unseen: |time| {
        format!("A resposta vem em {time}, no mínimo, quando nada mais for escrito.")
    },
    due: "A espera terminou; a resposta já vai começar.",
    tries_again: "Falhou, e será tentado de novo em",
    with_people: "A conversa está com pessoas. O assistente fica em silêncio.",
    being_told: "O cliente está sendo avisado.",
    disabled: "Esta integração está desligada. Os testes são respondidos mesmo assim.",
    gone: "Este teste não existe mais: foi apagado, passou um dia, ou a integração foi excluída.",
    unreachable: "O console não responde. O que você escreveu continua aqui; vamos tentar de novo.",
    run: "O que acontece",
    nothing_yet: "Cada resposta aparece aqui, com seus passos.",
    waits: "Espera por uma pessoa",
    summary: "Resumo para as pessoas",
    answer: "Responder como pessoa",
    answer_help: "O cliente vê, e o assistente lê depois.",
    answer_send: "Enviar como pessoa",
    release: "Devolver ao assistente",
    trail: Trail {
        now: "Agora",
        taken: |count| match count {
            1 => "1 mensagem incluída".to_owned(),
            count => format!("{count} mensagens incluídas"),
        },
        waited: "Esperou",
        waited_to_hear: "Esperou pela transcrição",
        fetched: "Buscou arquivos",
        asked: "Perguntou ao modelo",
        called: "Chamou ferramentas",
        spoke: "Falou",
        sent: "Enviou",
        paused: "Pausou entre mensagens",
        all: "Da primeira mensagem ao fim",
        tokens: "Tokens",
        tokens_of: |[read, cached, written]| {
            format!("{read} de entrada ({cached} do cache), {written} de saída")
        },
        cost: "Custo",
        hearing_cost: "Custo da transcrição",
        attempts: "Tentativas",
        error: "Erro",
        left_out: |part| match part {
            LeftOut::ReasoningEffort => {
                "O servidor recusou o esforço de raciocínio e respondeu sem ele."
            }
            LeftOut::Verbosity => {
                "O servidor recusou a extensão das respostas e respondeu sem ela."
            }
            LeftOut::ServiceTier => "O servidor recusou o nível de serviço e respondeu sem ele.",
            LeftOut::Pictures => "O servidor recusou imagens e respondeu sem elas.",
            LeftOut::Documents => "O servidor recusou documentos e respondeu sem eles.",
            LeftOut::Unknown => {
                "O servidor recusou algo que uma versão mais nova conhece e respondeu sem isso."
            }
        },
        over_cap: |cap| match cap {
            Cap::MaxRepliesPerHour => {
                "O cliente já recebeu nesta hora tantas respostas quanto as configurações permitem."
            }
            Cap::MaxTurnTokens => {
                "A resposta pode gastar mais tokens do que as configurações permitem a uma só."
            }
            Cap::MaxContactDayTokens => {
                "Ela pode gastar mais tokens do que as configurações deixam ao cliente neste dia."
            }
            Cap::MaxDayTokens => {
                "Ela pode gastar mais tokens do que as configurações deixam para este dia."
            }
            Cap::Unknown => "Um teto que uma versão mais nova conhece.",
        },
        dropped: "Não enviado",
        dropped_parts: |count| match count {
            1 => "1 parte, porque o cliente escreveu antes".to_owned(),
            count => format!("{count} partes, porque o cliente escreveu antes"),
        },
        tools: "Ferramentas",
        call_failed: "falhou:",
        call_unanswered: "não chegou a ser respondida",
        heard: "Transcreveu",
        recordings: |count, plays| match count {
            1 => format!("1 áudio, {plays}"),
            count => format!("{count} áudios, {plays}"),
        },
        not_heard: "Não transcreveu",
        unheard: |why| match why {
            Unheard::Gone => "o canal não tem mais o arquivo",
            Unheard::TooLarge => "o arquivo é grande demais",
            Unheard::Video => "o som de vídeos não é ouvido, pela configuração",
            Unheard::TooLong => "a duração é longa demais",
            Unheard::OverDayCap => "os minutos do dia acabaram",
            Unheard::TooMany => "vieram mais ao mesmo tempo do que as configurações permitem",
            Unheard::NotAudio => "não há som que se possa transcrever",
            Unheard::Failed => "o canal ou a transcrição falhou",
            Unheard::Unknown => "uma versão mais nova sabe por quê",
            Unheard::NoTime => "a transcrição não ficou pronta antes da resposta",
        },
        seen: "Viu",
        files: |count, kilobytes| match count {
            1 => format!("1 arquivo, {kilobytes} kB"),
            count => format!("{count} arquivos, {kilobytes} kB"),
        },
        not_seen: "Não viu",
        unseen: |why| match why {
            Unseen::Gone => "o canal não tem mais o arquivo",
            Unseen::TooLarge => "o arquivo é grande demais",
            Unseen::TooMany => "vieram mais ao mesmo tempo do que as configurações permitem",
            Unseen::NotReadable => "não é um tipo de arquivo que se mostra",
            Unseen::Failed => "o canal falhou",
            Unseen::Refused => "não pôde ser lido junto com o resto da pergunta",
            Unseen::NoTime => "o arquivo não chegou antes da resposta",
            Unseen::Unknown => "uma versão mais nova sabe por quê",
        },
        spoken: "Falado",
        characters: |count| format!("{count} caracteres"),
        in_text: "Como texto, porque",
        asking: "Perguntando ao modelo…",
        sending: |sent, all| format!("Envia a resposta: {sent} de {all} partes enviadas"),
        transferring: "Vai para pessoas",
        outcome: |outcome| match outcome {
            Outcome::Answered { parts: 1 } => "Respondido".to_owned(),
            Outcome::Answered { parts } => format!("Respondido em {parts} partes"),
            Outcome::Transferred { .. } => "Transferido para pessoas".to_owned(),
            Outcome::TakenOver { .. } => "Uma pessoa assumiu".to_owned(),
            Outcome::GivenBack => "Devolvido antes da transferência".to_owned(),
            Outcome::Disabled => "Deixado para pessoas".to_owned(),
            Outcome::Expired => "Nada restou para responder".to_owned(),
            Outcome::HandedOver {
                customer_told: true,
            } => "Entregue, e o cliente sabe".to_owned(),
            Outcome::HandedOver {
                customer_told: false,
            } => "Entregue, mas o cliente não pôde ser avisado".to_owned(),
        },
        reason: |reason| match reason {
            Reason::Requested => "O assistente pediu.",
            Reason::AssistantFailed => "O assistente falhou.",
            Reason::StillFailing => "O assistente falhou de novo.",
            Reason::Refused => "O modelo se recusou a responder.",
            Reason::EmptyReply => "A resposta do modelo veio vazia.",
            Reason::TooOld => "As mensagens tinham mais de 24 horas.",
            Reason::Undeliverable => "O canal recusou a resposta.",
            Reason::Phrase => "O cliente usou uma das frases que pedem uma pessoa.",
            Reason::OverBudget => "Um limite das configurações foi atingido.",
            Reason::Unknown => "Por um motivo que uma versão mais nova conhece.",
        },
        because: |because| match because {
            TextBecause::CustomerWrote => "o cliente escreveu, e só voz responde a voz",
            TextBecause::NothingToSay => "nada nela pode ser falado",
            TextBecause::OverReplyCap => "é mais longa do que as configurações permitem a uma voz",
            TextBecause::OverDayCap => "os caracteres do dia acabaram",
            TextBecause::VoiceFailed => "a ElevenLabs falhou",
            TextBecause::StorageFailed => "o áudio não pôde ser guardado",
            TextBecause::ChannelRefused => "o canal não aceitou a voz",
            TextBecause::NoTime => "o modelo deixou pouco tempo",
        },
    },
};
