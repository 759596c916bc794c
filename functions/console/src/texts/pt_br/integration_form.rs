//! The form of an integration.

use crate::pages::{Kind, Setting as Of};
use crate::texts::{IntegrationForm, Words};

pub(super) const FORM: IntegrationForm = IntegrationForm {
    new_title: "Nova integração",
    save: "Salvar",
    of,
    option,
    kind: |kind| match kind {
        Kind::WhatsappCloud => "WhatsApp (Cloud API da Meta)",
        Kind::Whazing => "Whazing",
        Kind::Telegram => "Telegram",
        Kind::Chatwoot => "Chatwoot",
        Kind::Webhook => "Um sistema próprio, por webhook",
    },
    steps,
    steps_title: "O que fazer no provedor",
    basics: "Canal e transferência",
    assistant: "Assistente",
    voice: "Formato da resposta",
    recordings: "Áudios e vídeos dos clientes",
    files: "Imagens e documentos dos clientes",
    tools: "O que o assistente pode fazer",
    tools_help: "Funções do seu sistema, que o assistente chama antes de responder: consultar um pedido, marcar um \
        horário, abrir um chamado. Cada chamada é assinada e diz qual cliente pergunta.",
    credentials: |kind| match kind {
        Kind::WhatsappCloud => "Acesso ao WhatsApp",
        Kind::Whazing => "Acesso ao Whazing",
        Kind::Telegram => "Acesso ao Telegram",
        Kind::Chatwoot => "Acesso ao Chatwoot",
        Kind::Webhook => "Acesso ao seu sistema",
    },
    choose_channel: "Escolha o tipo acima: o que o provedor exige é perguntado aqui.",
    people: "Pessoas",
    way_back: "Como a conversa volta ao assistente",
    limits: "Limites e mais",
    default_is: |default| format!("Vazio: {default}."),
    secret_stored: "Guardado. Deixe vazio para manter.",
    type_again: "Digite de novo: o que você digitou aqui não fica guardado.",
    generate: "Gerar",
    generated: "Gerado. Copie antes de salvar.",
    webhook_url: "URL do webhook",
    webhook_after: "A URL do webhook aparece aqui depois de salvar a integração.",
    connect: "Conectar o webhook",
    no_assistants: "Ainda não há nenhum assistente.",
    make_assistant: "Criar um assistente",
    choose: "Escolha…",
    context: "O que o assistente fica sabendo a cada resposta",
    context_help: "Vai antes das mensagens do cliente e não fica guardado.",
    load_voices: "Carregar vozes e modelos",
    load_voices_hint: "Preencha a chave, e as vozes da conta aparecem aqui.",
    voices_loaded: |voices| match voices {
        1 => "1 voz carregada.".to_owned(),
        voices => format!("{voices} vozes carregadas."),
    },
    text_deletes: "Apaga a chave guardada e as configurações da voz.",
    hear: |name| format!("Ouvir {name}"),
    no_preview: "sem amostra",
    chosen_is_gone: "A conta não tem mais esta.",
    hours: "Horário das pessoas",
    hours_always: "Sempre",
    hours_own: "Só nestes horários; fora deles o cliente recebe outra mensagem",
    phrases: "Frases com que o cliente pede uma pessoa",
    phrases_none: "Nenhuma: o assistente decide",
    phrases_default: "A lista do Recado, em português, espanhol e inglês",
    phrases_own: "Estas",
    not_saved: "Ainda não foi salvo",
    elsewhere: "Confira esta configuração:",
};

const fn words(label: &'static str, help: &'static str) -> Words {
    Words { label, help }
}

const fn of(setting: Of) -> Words {
    match setting {
        Of::Channel => words("Tipo", "O canal em que os clientes escrevem."),
        Of::Name => words("Nome", "Para você: por exemplo, o nome do negócio."),
        Of::Id => words(
            "Identificador",
            "Faz parte da URL do webhook e não muda depois. Vazio: é feito do nome.",
        ),
        Of::Enabled => words(
            "Ativada",
            "Se não, as mensagens ficam guardadas para as pessoas e ninguém responde.",
        ),
        Of::Queue => words(
            "Fila",
            "A fila ou o time para onde o assistente transfere o que não sabe responder: um número no \
             Whazing e no Chatwoot.",
        ),
        Of::TransferMessage => words(
            "Mensagem de transferência",
            "O que o cliente lê quando uma pessoa vai assumir.",
        ),
        Of::Interval => words(
            "Intervalo entre mensagens (ms)",
            "Por esse tempo as mensagens se juntam e depois recebem uma só resposta. 15000 são 15 segundos.",
        ),
        Of::Wait => words("Quando responder", "Com a pausa, o intervalo não conta."),
        Of::Quiet => words(
            "Duração da pausa (ms)",
            "Tempo sem mensagens do cliente, contado a partir da última.",
        ),
        Of::LongestWait => words(
            "Espera máxima (ms)",
            "Contada da primeira mensagem, para o cliente que não faz pausa.",
        ),
        Of::AtOncePhrases => words(
            "Frases respondidas na hora",
            "Uma por linha. A mensagem com uma delas não espera. Maiúsculas e acentos não importam.",
        ),
        Of::AtOnceButtons => words(
            "Responder na hora o toque em um botão",
            "Também a escolha em uma lista: no WhatsApp, e o Iniciar do Telegram.",
        ),
        Of::ApiKey => words(
            "API Key",
            "A chave da OpenAI, ou do servidor no lugar dela. A cobrança é por token.",
        ),
        Of::Assistant => words("Assistente", "Quem responde."),
        Of::TimeZone => words(
            "Fuso horário",
            "Vale para a hora informada ao assistente, para os números e para os horários das pessoas que \
             não têm fuso próprio. Vazio: o que eles tiverem, ou então UTC.",
        ),
        Of::ContextTime => words("Data e hora", ""),
        Of::ContextChannel => words("Canal", "Por exemplo, WhatsApp."),
        Of::ContextHours => words(
            "Se há pessoas atendendo",
            "E quando voltam a atender. Só com horário das pessoas.",
        ),
        Of::ContextName => words(
            "Nome do cliente",
            "Como o canal o mostra: o cliente pode escrever qualquer coisa ali.",
        ),
        Of::VoiceKey => words(
            "API Key da ElevenLabs",
            "Só é preciso se a resposta for em voz.",
        ),
        Of::Voice => words(
            "Formato da resposta da IA",
            "Texto, ou uma das vozes da conta.",
        ),
        Of::VoiceModel => words("Modelo da ElevenLabs", "O modelo que fala."),
        Of::VoiceWhen => words("Quando falar", ""),
        Of::Balloons => words(
            "Mensagens de uma resposta em texto",
            "Por parágrafo, ela chega como uma pessoa escreveria. Se o cliente escrever no meio, o resto \
             não é enviado, e a próxima resposta vale para tudo.",
        ),
        Of::MostBalloons => words(
            "Máximo de mensagens por resposta",
            "A última leva todo o resto.",
        ),
        Of::LongestPause => words(
            "Pausa máxima antes de uma mensagem (ms)",
            "A pausa dura o que uma pessoa levaria para digitar. 4000 são 4 segundos.",
        ),
        Of::HeardBy => words(
            "Quem ouve",
            "Mensagens de voz, arquivos de áudio e o som dos vídeos são transcritos para o assistente. \
             Quem ouve recebe a voz do cliente, que é um dado pessoal (LGPD).",
        ),
        Of::HearingModel => words(
            "Modelo de transcrição",
            "Vazio: gpt-transcribe na OpenAI, scribe_v2 na ElevenLabs. Outro servidor exige o dele.",
        ),
        Of::HearingUrl => words(
            "URL base do servidor que ouve",
            "Vazio: o servidor do assistente ou, na ElevenLabs, o da voz. Outro, como \
             https://api.openai.com/v1, precisa de uma chave própria.",
        ),
        Of::HearingKey => words(
            "Chave de API do servidor que ouve",
            "Só com a URL base dele.",
        ),
        Of::HearsVideos => words("Ouvir o som dos vídeos", ""),
        Of::SeesPictures => words("Mostrar imagens", "Fotos, e figurinhas que não se mexem."),
        Of::SeesDocuments => words(
            "Mostrar documentos",
            "PDF, Word, Excel, PowerPoint e texto simples. O servidor do assistente recebe o que é mostrado, \
             que pode ser um dado pessoal (LGPD).",
        ),
        Of::Detail => words("Com que detalhe as imagens são vistas", ""),
        Of::Functions => words(
            "Funções",
            "Uma lista em JSON. Cada uma tem name, description, url e parameters, que é o JSON Schema dos \
             argumentos. Vazio: nenhuma.",
        ),
        Of::FunctionsSecret => words(
            "Segredo de assinatura das funções",
            "whsec_ e uma chave em base64. Com ele, o seu sistema confirma as chamadas.",
        ),
        Of::MaxCalls => words("Chamadas de funções por resposta", ""),
        Of::WhatsappNumber => words(
            "Identificador do número",
            "A Meta mostra abaixo do número, em WhatsApp → Configuração da API. Não é o telefone.",
        ),
        Of::WhatsappToken => words(
            "Token de acesso",
            "De um usuário do sistema, e que não expira.",
        ),
        Of::WhatsappAppSecret => words("Chave secreta do app", "Em Configurações do app → Básico."),
        Of::WhatsappVerifyToken => words(
            "Token de verificação",
            "Uma palavra à sua escolha, que você também escreve na Meta.",
        ),
        Of::WhatsappUrl => words("URL base da API da Meta", "Só para outro servidor."),
        Of::TelegramUrl => words("URL base da API do Telegram", "Só para outro servidor."),
        Of::AssistantUrl => words(
            "URL base do servidor do modelo",
            "Só para outro servidor que não o da OpenAI.",
        ),
        Of::VoiceUrl => words("URL base da ElevenLabs", "Só para outro servidor."),
        Of::WhazingUrl => words(
            "Endereço da API",
            "Como o Whazing mostra em API, com o id no fim: …/v1/api/external/…",
        ),
        Of::WhazingToken => words("Token", "O token da API."),
        Of::WhazingWebhookToken => words(
            "Token do webhook",
            "O que você escreve no Whazing como “N8N API KEY”.",
        ),
        Of::WhazingChannel => words(
            "Id do canal",
            "Se preenchido, o que vier de outros canais deste Whazing é ignorado.",
        ),
        Of::WhazingBotQueue => words(
            "Fila do assistente",
            "O número da fila em que o assistente trabalha.",
        ),
        Of::TelegramToken => words("Token do bot", "Do BotFather."),
        Of::TelegramSecret => words(
            "Token secreto",
            "O Telegram o mostra a cada mensagem. Vazio: o Recado gera um.",
        ),
        Of::ChatwootUrl => words("Endereço do Chatwoot", "Como https://app.chatwoot.com."),
        Of::ChatwootAccount => words(
            "Número da conta",
            "No endereço do Chatwoot, vem depois de /accounts/.",
        ),
        Of::ChatwootToken => words("Token de acesso", "O do próprio robô, não o de uma pessoa."),
        Of::ChatwootSecret => words("Segredo do webhook", "O do robô, como o Chatwoot mostra."),
        Of::WebhookUrl => words(
            "URL das respostas",
            "Para onde o Recado envia o que o assistente diz.",
        ),
        Of::WebhookSecret => words(
            "Segredo de assinatura",
            "Assina nos dois sentidos, como no Standard Webhooks: whsec_ e uma chave em base64.",
        ),
        Of::Desk => words("Onde as pessoas atendem", ""),
        Of::DeskUrl => words(
            "URL do atendimento",
            "Para onde o Recado envia cada transferência.",
        ),
        Of::DeskSecret => words(
            "Segredo de assinatura do atendimento",
            "whsec_ e uma chave em base64.",
        ),
        Of::HoursZone => words(
            "Fuso horário",
            "Destes horários. Vazio: o da integração, que então precisa estar preenchido.",
        ),
        Of::Monday => words(
            "Segunda-feira",
            "Como 09:00-12:00, 13:00-18:00. Vazio: não há atendimento.",
        ),
        Of::Tuesday => words("Terça-feira", ""),
        Of::Wednesday => words("Quarta-feira", ""),
        Of::Thursday => words("Quinta-feira", ""),
        Of::Friday => words("Sexta-feira", ""),
        Of::Saturday => words("Sábado", ""),
        Of::Sunday => words("Domingo", ""),
        Of::HoursMessage => words(
            "Mensagem fora destes horários",
            "O que o cliente lê no lugar da outra, quando uma pessoa vai assumir.",
        ),
        Of::Phrases => words(
            "Frases",
            "Uma por linha. Maiúsculas e acentos não importam.",
        ),
        Of::Marker => words(
            "Marcador",
            "Com este texto o assistente pede a transferência. Ele precisa estar nas instruções.",
        ),
        Of::ReturnAfter => words(
            "Depois de tantas horas sem mensagem",
            "Vazio: nunca por si só.",
        ),
        Of::ReleaseKeyword => words(
            "Palavra-chave",
            "Por exemplo #robô: quem escreve só isto devolve a conversa.",
        ),
        Of::AnswerOnRelease => words(
            "Responder o que as pessoas deixaram sem resposta",
            "Quando uma conversa volta.",
        ),
        Of::ReturnOnRecovery => words(
            "Voltar quando o assistente voltar a funcionar",
            "Na próxima mensagem do cliente, se as pessoas a têm só porque o assistente falhou.",
        ),
        Of::AnswerWhenEnabled => words(
            "Responder o que chegou enquanto estava desativada",
            "Quando a integração for ativada de novo.",
        ),
        Of::MaxReplies => words(
            "Respostas a um cliente por hora",
            "Além disso, a conversa vai para as pessoas.",
        ),
        Of::MaxTurnTokens => words(
            "Tokens de uma resposta",
            "Somando todas as tentativas e chamadas de funções. Vazio: sem limite. O que ela pode gastar conta \
             antes de perguntar ao modelo: além disso, a conversa vai para as pessoas.",
        ),
        Of::MaxContactTokens => words(
            "Tokens de um cliente por dia",
            "Vazio: sem limite. Além disso, a conversa vai para as pessoas. O dia é o de UTC.",
        ),
        Of::MaxDayTokens => words(
            "Tokens por dia",
            "De todos os clientes juntos, e dos testes. Vazio: sem limite. Além disso, toda conversa em que \
             alguém escreve vai para as pessoas. O dia é o de UTC.",
        ),
        Of::CapsMessage => words(
            "Mensagem quando um limite é atingido",
            "O que o cliente lê no lugar da mensagem de transferência, a qualquer hora. Vazio: a de sempre.",
        ),
        Of::MaxReplyCharacters => words(
            "Maior resposta em voz (caracteres)",
            "Uma mais longa vai em texto.",
        ),
        Of::MaxDayCharacters => words(
            "Caracteres em voz por dia",
            "Depois disso, o resto do dia (UTC) vai em texto.",
        ),
        Of::MaxHeard => words(
            "Áudios ouvidos por resposta, no máximo",
            "Dos outros o assistente só fica sabendo que chegaram.",
        ),
        Of::MaxHeardMegabytes => words(
            "Maior áudio que é ouvido (MB)",
            "A OpenAI aceita no máximo 25.",
        ),
        Of::MaxHeardSeconds => words(
            "Áudio mais longo que é ouvido (segundos)",
            "600 são 10 minutos.",
        ),
        Of::MaxHeardMinutes => words(
            "Minutos ouvidos por dia",
            "De todos os clientes juntos; o dia é o de UTC.",
        ),
        Of::MaxSeen => words(
            "Arquivos mostrados por resposta, no máximo",
            "Dos outros o assistente só fica sabendo que chegaram.",
        ),
        Of::MaxSeenMegabytes => words(
            "Maior arquivo que é mostrado (MB)",
            "A OpenAI aceita imagens de no máximo 15.",
        ),
        Of::VoiceLanguage => words(
            "Idioma da voz",
            "Duas letras, como pt, para os modelos que aceitam.",
        ),
        Of::Stability => words("Estabilidade", "De 0 a 1; vazio: como está na voz."),
        Of::Similarity => words("Semelhança", "De 0 a 1; vazio: como está na voz."),
        Of::Style => words("Estilo", "De 0 a 1; vazio: como está na voz."),
        Of::SpeakerBoost => words("Reforço do locutor", ""),
        Of::Speed => words("Velocidade", "De 0,7 a 1,2; vazio: como está na voz."),
    }
}

fn option(setting: Of, value: &str) -> &'static str {
    match (setting, value) {
        (Of::Voice, _) => "Texto",
        (Of::VoiceWhen, "mirror") => "Só quando a última mensagem do cliente for de voz",
        (Of::VoiceWhen, _) => "Em toda resposta",
        (Of::HeardBy, "elevenlabs") => "A ElevenLabs",
        (Of::HeardBy, "nobody") => "Ninguém: o assistente só fica sabendo que há um áudio",
        (Of::HeardBy, _) => "O servidor do assistente (OpenAI), com a chave dele",
        (Of::Detail, "low") => "Pouco: mais barato, mas letras pequenas não se leem",
        (Of::Detail, "auto") => "Como o modelo decidir",
        (Of::Detail, _) => "Muito: comprovantes podem ser lidos",
        (Of::Desk, "none") => "Aqui: as transferências esperam nas conversas do console",
        (Of::Desk, "webhook") => "Em um sistema próprio, por webhook",
        (Of::Desk, _) => "No próprio canal, ou então aqui",
        (Of::Wait, "quiet") => "Quando o cliente fizer uma pausa",
        (Of::Wait, _) => "Depois do intervalo",
        (Of::Balloons, "paragraphs") => "Várias, por parágrafo",
        (Of::Balloons, _) => "Uma só",
        (_, "true") => "Sim",
        (_, "false") => "Não",
        _ => "Como está na voz",
    }
}

const fn steps(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::WhatsappCloud => &[
            "Em developers.facebook.com abra o seu app, depois WhatsApp → Configuração da API, e copie o \
             identificador do número.",
            "Nas Configurações do negócio crie um usuário do sistema, dê a ele o app e a conta do WhatsApp, \
             e gere um token que não expira, com whatsapp_business_messaging e whatsapp_business_management.",
            "Em Configurações do app → Básico copie a chave secreta do app.",
            "Salve aqui. Depois, em WhatsApp → Configuração, escreva esta URL e o token de verificação, e \
             assine “messages”.",
        ],
        Kind::Whazing => &[
            "No Whazing abra a API do canal e copie o endereço com o id, e o token.",
            "Salve aqui. Depois configure esta URL como webhook do canal, e o token do webhook em “N8N API \
             KEY”.",
            "Marque mensagens recebidas e enviadas, e tickets pendentes e em atendimento.",
        ],
        Kind::Telegram => &[
            "No Telegram escreva /newbot ao @BotFather e copie o token que ele der.",
            "Salve aqui. Depois aperte “Conectar o webhook”: no Telegram não há mais nada a fazer.",
        ],
        Kind::Chatwoot => &[
            "No Chatwoot, em Configurações → Robôs, adicione um robô. Ele pede esta URL, que aparece quando \
             você salvar: até lá serve qualquer endereço https.",
            "Copie o token de acesso do robô e o segredo do webhook dele.",
            "Conecte o robô à caixa de entrada, em Configurações → Caixas de entrada → Configuração do robô.",
        ],
        Kind::Webhook => &[
            "Gere um segredo de assinatura e dê-o também ao seu sistema.",
            "Envie as mensagens a esta URL e receba as respostas na sua: docs/api.md descreve as duas.",
        ],
    }
}
