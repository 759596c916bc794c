//! The inbox, and one conversation.

use conversation::AttachmentKind;

use crate::texts::{Inbox, OneConversation};

pub(super) const INBOX: Inbox = Inbox {
    title: "Conversas",
    filter: "Filtro",
    integration: "Integração",
    all_integrations: "Todas",
    owner: "Com quem está",
    of_people: "Pessoas",
    of_assistant: "Assistente",
    contact: "Contato",
    contact_help: "O telefone, ou o nome pelo qual o canal conhece o contato.",
    show: "Mostrar",
    waiting: |number| match number {
        0 => "Ninguém espera por uma pessoa.".to_owned(),
        1 => "1 cliente espera por uma pessoa.".to_owned(),
        more => format!("{more} clientes esperam por uma pessoa."),
    },
    alert: "Avisar com som quando alguém esperar",
    somebody_waits: "Mais um cliente espera por uma pessoa.",
    not_refreshed: "A lista não pôde ser atualizada e pode estar velha. Uma nova tentativa vem em \
                    segundos.",
    waits: "Esperando",
    answered: "Respondida",
    changed: "Última mudança",
    failed: "O assistente falhou",
    came_while_disabled: "Chegou com a integração desligada",
    nobody: "Nenhuma conversa está com pessoas.",
    nobody_hint: "Quando o assistente transferir alguém, ou você assumir uma conversa, ela aparece aqui.",
    nothing_of_assistant: "Nenhuma conversa está com o assistente.",
    nothing_of_assistant_hint: "Assim que um cliente escrever, a conversa aparece aqui.",
    not_found: "Nenhum contato tem esse nome.",
    not_found_hint: "Procure pelo número inteiro, com o código do país, ou pelo identificador que o canal \
                     usa.",
    only_the_newest: "Há mais conversas com pessoas do que as mostradas: daquelas em que ninguém espera, só as \
                      500 que mudaram por último estão aqui.",
    only_the_newest_of_all: "Estas são as mais novas. Escolha uma integração para ver as mais antigas.",
    release_failed: |number| match number {
        1 => "Devolver ao assistente a conversa em que ele falhou".to_owned(),
        more => format!("Devolver ao assistente as {more} conversas em que ele falhou"),
    },
    release_failed_title: "Devolvidas ao assistente",
    released: |number| match number {
        0 => "Nenhuma conversa precisava voltar.".to_owned(),
        1 => "1 conversa voltou ao assistente, que tenta de novo agora.".to_owned(),
        more => format!("{more} conversas voltaram ao assistente, que tenta de novo agora."),
    },
    go_on: "Ainda há mais: continuar",
    back: "Voltar às conversas",
};

pub(super) const CONVERSATION: OneConversation = OneConversation {
    nameless: "Contato sem nome",
    known_as: "Conhecido como",
    people_have_it: "Com pessoas",
    assistant_has_it: "Com o assistente",
    waits: "Esperando",
    summary: "Resumo",
    in_progress: "O assistente está trabalhando na resposta.",
    not_told_yet: "O cliente ainda não recebeu a mensagem de transferência.",
    not_told: |why| format!("O cliente não recebeu a mensagem de transferência: {why}"),
    desk_failing: |why| format!("A transferência ainda não chegou à equipe: {why}"),
    said: "O que foi dito",
    nothing_said: "Não há nada nesta página.",
    customer: "Cliente",
    assistant: "Assistente",
    person: "Pessoa",
    note: "Aviso ao assistente",
    voice: "voz",
    attachment: |kind| match kind {
        AttachmentKind::Voice => "Mensagem de voz",
        AttachmentKind::Audio => "Arquivo de áudio",
        AttachmentKind::Image => "Imagem",
        AttachmentKind::Video => "Vídeo",
        AttachmentKind::Document => "Documento",
        AttachmentKind::Sticker | AttachmentKind::AnimatedSticker => "Figurinha",
    },
    said_in_it: "Transcrição:",
    nothing_said_in_it: "Sem fala.",
    unheard: |why| format!("Sem transcrição: {why}."),
    delivered: "entregue",
    read: "lida",
    undelivered: |why| format!("não entregue: {why}"),
    earlier: "Mensagens anteriores",
    newest: "Ir para as mais novas",
    new_messages: "Novas mensagens",
    tried_again: "Nova tentativa do que tinha falhado antes.",
    redelivered: "Repõe uma parte que o canal não entregou.",
    take_over: "Assumir",
    release: "Devolver ao assistente",
    write: "Responder como pessoa",
    write_help: "Ctrl+Enter envia. A conversa passa a ser sua.",
    send: "Enviar",
    maybe_sent: |why| {
        format!(
            "O canal não confirmou a mensagem, mas pode ter enviado. Veja no canal antes de enviar de \
             novo. ({why})"
        )
    },
    not_sent: |why| format!("O canal recusou a mensagem, que não foi enviada: {why}"),
    erase: "Apagar a conversa…",
    erase_title: |contact| format!("Apagar a conversa com {contact}?"),
    erase_what: &[
        "todas as mensagens, dos dois lados",
        "os registros do que o assistente fez",
        "os áudios",
        "o nome, o telefone e os identificadores do contato",
    ],
    erase_lead: "Some de vez, sem volta:",
    erase_sure: "Sim, apagar tudo desta conversa",
    erase_unsure: "Marque para confirmar.",
};
