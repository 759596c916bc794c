//! The form of an integration.

use crate::pages::{Kind, Setting as Of};
use crate::texts::{IntegrationForm, Words};

pub(super) const FORM: IntegrationForm = IntegrationForm {
    new_title: "New integration",
    save: "Save",
    of,
    option,
    kind: |kind| match kind {
        Kind::WhatsappCloud => "WhatsApp (Cloud API of Meta)",
        Kind::Whazing => "Whazing",
        Kind::Telegram => "Telegram",
        Kind::Chatwoot => "Chatwoot",
        Kind::Webhook => "Your own, by webhook",
    },
    steps,
    steps_title: "What to do at the provider",
    basics: "Channel and transfer",
    assistant: "Assistant",
    voice: "Format of the reply",
    recordings: "Recordings of customers",
    files: "Pictures and documents of customers",
    tools: "What the assistant may do",
    tools_help: "Functions of your own system, which the assistant calls before it answers: to look up an order, \
        book a time, open a ticket. Each call is signed, and says which customer is asking.",
    credentials: |kind| match kind {
        Kind::WhatsappCloud => "Access to WhatsApp",
        Kind::Whazing => "Access to Whazing",
        Kind::Telegram => "Access to Telegram",
        Kind::Chatwoot => "Access to Chatwoot",
        Kind::Webhook => "Access to your own system",
    },
    choose_channel: "Choose the type above: what its provider needs is then asked here.",
    people: "People",
    way_back: "How a conversation comes back to the assistant",
    limits: "Limits, and more",
    default_is: |default| format!("Empty: {default}."),
    secret_stored: "Stored. Leave it empty to keep it.",
    type_again: "Type it again: what you typed here is not kept.",
    generate: "Generate",
    generated: "Generated. Copy it before you save.",
    webhook_url: "URL of the webhook",
    webhook_after: "The URL of the webhook appears here once the integration is saved.",
    connect: "Connect the webhook",
    no_assistants: "There is no assistant yet.",
    make_assistant: "Make an assistant",
    choose: "Choose…",
    context: "What the assistant is told with each reply",
    context_help: "It stands before the customer's messages and is not kept.",
    load_voices: "Load voices and models",
    load_voices_hint: "Fill in the key, and the account's voices appear here.",
    voices_loaded: |voices| match voices {
        1 => "1 voice loaded.".to_owned(),
        voices => format!("{voices} voices loaded."),
    },
    text_deletes: "Deletes the stored key and the settings of the voice.",
    hear: |name| format!("Hear {name}"),
    no_preview: "no sample",
    chosen_is_gone: "The account no longer has this one.",
    hours: "Opening hours of the people",
    hours_always: "Always",
    hours_own: "Only at these hours; at others the customer is told another message",
    phrases: "Phrases with which a customer asks for a person",
    phrases_none: "None: the assistant decides",
    phrases_default: "Recado's own list, in Portuguese, Spanish and English",
    phrases_own: "These",
    not_saved: "It is not saved yet",
    elsewhere: "Look at this setting:",
};

const fn words(label: &'static str, help: &'static str) -> Words {
    Words { label, help }
}

const fn of(setting: Of) -> Words {
    match setting {
        Of::Channel => words("Type", "The channel that customers write to."),
        Of::Name => words("Name", "For you: such as the name of the business."),
        Of::Id => words(
            "Id",
            "Part of the webhook's URL, and cannot be changed later. Empty: made of the name.",
        ),
        Of::Enabled => words(
            "Enabled",
            "Otherwise messages are kept and left to people, and nobody answers.",
        ),
        Of::Queue => words(
            "Queue",
            "The queue or team at the desk to which the assistant transfers what it cannot answer: a \
             number at Whazing and Chatwoot.",
        ),
        Of::TransferMessage => words(
            "Transfer message",
            "What the customer is told when a person is to take over.",
        ),
        Of::Interval => words(
            "Interval between messages (ms)",
            "Messages are collected for this long, and then answered with one reply. 15000 are 15 seconds.",
        ),
        Of::Wait => words(
            "When to answer",
            "With a pause the interval does not count.",
        ),
        Of::Quiet => words(
            "Length of the pause (ms)",
            "How long the customer must write nothing.",
        ),
        Of::LongestWait => words(
            "Longest wait (ms)",
            "Counted from the first message, for a customer who does not pause.",
        ),
        Of::AtOncePhrases => words(
            "Phrases that are answered at once",
            "One on each line. A message with one of them is answered without waiting. Case and accents do not matter.",
        ),
        Of::AtOnceButtons => words(
            "Answer a tapped button at once",
            "Also what is picked from a list: on WhatsApp, and Start on Telegram.",
        ),
        Of::ApiKey => words(
            "API key",
            "The key of OpenAI, or of the server in its place. It charges by token.",
        ),
        Of::Assistant => words("Assistant", "Who answers."),
        Of::TimeZone => words(
            "Time zone",
            "Of the time that the assistant is told, of the figures, and of opening hours that have none \
             of their own. Empty: the one that the opening hours have, or else UTC.",
        ),
        Of::ContextTime => words("Date and time", ""),
        Of::ContextChannel => words("Channel", "Such as WhatsApp."),
        Of::ContextHours => words(
            "Whether people are at work",
            "And when they are next. Only with opening hours.",
        ),
        Of::ContextName => words(
            "Customer's name",
            "As the channel shows it: the customer may write anything there.",
        ),
        Of::VoiceKey => words(
            "API key of ElevenLabs",
            "Needed only if replies are spoken.",
        ),
        Of::Voice => words(
            "Format of the reply",
            "Text, or one of the account's voices.",
        ),
        Of::VoiceModel => words("Model of ElevenLabs", "The model that speaks."),
        Of::VoiceWhen => words("When it speaks", ""),
        Of::Balloons => words(
            "Messages of a reply in text",
            "By paragraph it comes as a person would write it. If the customer writes in between, the rest \
             is not sent, and the next reply answers both.",
        ),
        Of::MostBalloons => words(
            "Messages of a reply at most",
            "The last one has all the rest.",
        ),
        Of::LongestPause => words(
            "Longest pause before a message (ms)",
            "The pause is as long as a person would type. 4000 are 4 seconds.",
        ),
        Of::HeardBy => words(
            "Who hears them",
            "Voice messages, audio files and the sound of videos are written down for the assistant. \
             Whoever hears them receives the customer's voice, which is personal data.",
        ),
        Of::HearingModel => words(
            "Model that hears",
            "Empty: gpt-transcribe at OpenAI, scribe_v2 at ElevenLabs. Another server wants its own.",
        ),
        Of::HearingUrl => words(
            "Base URL of the server that hears",
            "Empty: the assistant's server or, with ElevenLabs, that of the voice. Another such as \
             https://api.openai.com/v1 needs a key of its own.",
        ),
        Of::HearingKey => words(
            "API key of the server that hears",
            "Only with its base URL.",
        ),
        Of::HearsVideos => words("Hear the sound of videos", ""),
        Of::SeesPictures => words("Show pictures", "Photos, and stickers that do not move."),
        Of::SeesDocuments => words(
            "Show documents",
            "PDF, Word, Excel, PowerPoint and plain text. The assistant's server receives what is shown, \
             which may be personal data.",
        ),
        Of::Detail => words("How finely pictures are seen", ""),
        Of::Functions => words(
            "Functions",
            "A list in JSON. Each has name, description, url and parameters, which is the JSON Schema of its \
             arguments. Empty: none.",
        ),
        Of::FunctionsSecret => words(
            "Signing secret of the functions",
            "whsec_ and a key in base64. Your system verifies the calls with it.",
        ),
        Of::MaxCalls => words("Calls of functions for one answer", ""),
        Of::WhatsappNumber => words(
            "Phone number id",
            "Meta shows it below the number, under WhatsApp → API setup. It is not the phone number.",
        ),
        Of::WhatsappToken => words(
            "Access token",
            "Of a system user, and one that never expires.",
        ),
        Of::WhatsappAppSecret => words("App secret", "Under App settings → Basic."),
        Of::WhatsappVerifyToken => words(
            "Verify token",
            "A word of your choice, which you also write at Meta.",
        ),
        Of::WhatsappUrl => words("Base URL of Meta's API", "Only for another server."),
        Of::TelegramUrl => words("Base URL of Telegram's API", "Only for another server."),
        Of::AssistantUrl => words(
            "Base URL of the model's server",
            "Only for another server than OpenAI's.",
        ),
        Of::VoiceUrl => words("Base URL of ElevenLabs", "Only for another server."),
        Of::WhazingUrl => words(
            "Address of the API",
            "As Whazing shows it under API, with the id at its end: …/v1/api/external/…",
        ),
        Of::WhazingToken => words("Token", "The API's token."),
        Of::WhazingWebhookToken => words(
            "Token of the webhook",
            "What you write at Whazing as “N8N API KEY”.",
        ),
        Of::WhazingChannel => words(
            "Channel's id",
            "If set, what other channels of this Whazing report is not believed.",
        ),
        Of::WhazingBotQueue => words(
            "Assistant's queue",
            "The number of the queue in which the assistant works.",
        ),
        Of::TelegramToken => words("Bot token", "From BotFather."),
        Of::TelegramSecret => words(
            "Secret token",
            "Telegram shows it with every message. Empty: Recado makes one.",
        ),
        Of::ChatwootUrl => words("Address of Chatwoot", "Such as https://app.chatwoot.com."),
        Of::ChatwootAccount => words(
            "Account's number",
            "In Chatwoot's address it stands behind /accounts/.",
        ),
        Of::ChatwootToken => words("Access token", "The agent bot's own, not a person's."),
        Of::ChatwootSecret => words(
            "Secret of the webhook",
            "The agent bot's, as Chatwoot shows it.",
        ),
        Of::WebhookUrl => words(
            "URL for replies",
            "Where Recado posts what the assistant says.",
        ),
        Of::WebhookSecret => words(
            "Signing secret",
            "Signs both ways, as Standard Webhooks says: whsec_ and a key in base64.",
        ),
        Of::Desk => words("Where people work", ""),
        Of::DeskUrl => words("URL of the desk", "Where Recado posts each transfer."),
        Of::DeskSecret => words("Signing secret of the desk", "whsec_ and a key in base64."),
        Of::HoursZone => words(
            "Time zone",
            "Of these hours. Empty: the integration's, which must then be filled in.",
        ),
        Of::Monday => words(
            "Monday",
            "Such as 09:00-12:00, 13:00-18:00. Empty: a day off.",
        ),
        Of::Tuesday => words("Tuesday", ""),
        Of::Wednesday => words("Wednesday", ""),
        Of::Thursday => words("Thursday", ""),
        Of::Friday => words("Friday", ""),
        Of::Saturday => words("Saturday", ""),
        Of::Sunday => words("Sunday", ""),
        Of::HoursMessage => words(
            "Message outside these hours",
            "What the customer is told instead, when a person is to take over.",
        ),
        Of::Phrases => words(
            "Phrases",
            "One on each line. Case and accents do not matter.",
        ),
        Of::Marker => words(
            "Marker",
            "With this text the assistant asks for a transfer. It must stand in its instructions.",
        ),
        Of::ReturnAfter => words(
            "After so many hours without a message",
            "Empty: never by itself.",
        ),
        Of::ReleaseKeyword => words(
            "Keyword",
            "A person who writes only this gives the conversation back, such as #bot.",
        ),
        Of::AnswerOnRelease => words(
            "Answer what people left unanswered",
            "When a conversation comes back.",
        ),
        Of::ReturnOnRecovery => words(
            "Come back when the assistant works again",
            "At the customer's next message, if people have it only because the assistant failed.",
        ),
        Of::AnswerWhenEnabled => words(
            "Answer what came while it was disabled",
            "When the integration is enabled again.",
        ),
        Of::MaxReplies => words(
            "Replies to one customer in an hour",
            "Beyond that people get the conversation.",
        ),
        Of::MaxTurnTokens => words(
            "Tokens of one answer",
            "Over all attempts and calls of functions. Empty: no limit. What it may take counts before the model is \
             asked: beyond that people get the conversation.",
        ),
        Of::MaxContactTokens => words(
            "Tokens of one customer in a day",
            "Empty: no limit. Beyond that people get the conversation. The day is that of UTC.",
        ),
        Of::MaxDayTokens => words(
            "Tokens in a day",
            "Of all customers together, and of tests. Empty: no limit. Beyond that people get each conversation \
             in which somebody writes. The day is that of UTC.",
        ),
        Of::CapsMessage => words(
            "Message when a limit is reached",
            "What the customer is told instead of the transfer message, at any hour. Empty: the usual one.",
        ),
        Of::MaxReplyCharacters => words(
            "Longest reply that is spoken (characters)",
            "A longer one is text.",
        ),
        Of::MaxDayCharacters => words(
            "Spoken characters in a day",
            "After that the rest of the day (UTC) is text.",
        ),
        Of::MaxHeard => words(
            "Recordings heard per reply at most",
            "Of the rest, the assistant is only told that they came.",
        ),
        Of::MaxHeardMegabytes => words(
            "Largest recording that is heard (MB)",
            "OpenAI takes at most 25.",
        ),
        Of::MaxHeardSeconds => words(
            "Longest recording that is heard (seconds)",
            "600 are 10 minutes.",
        ),
        Of::MaxHeardMinutes => words(
            "Minutes that are heard in a day",
            "Of all customers together; the day is that of UTC.",
        ),
        Of::MaxSeen => words(
            "Files shown per reply at most",
            "Of the rest, the assistant is only told that they came.",
        ),
        Of::MaxSeenMegabytes => words(
            "Largest file that is shown (MB)",
            "OpenAI takes pictures of at most 15.",
        ),
        Of::VoiceLanguage => words(
            "Language of the voice",
            "Two letters, such as pt, for models that take one.",
        ),
        Of::Stability => words("Stability", "0 to 1; empty as the voice has it."),
        Of::Similarity => words("Similarity", "0 to 1; empty as the voice has it."),
        Of::Style => words("Style", "0 to 1; empty as the voice has it."),
        Of::SpeakerBoost => words("Speaker boost", ""),
        Of::Speed => words("Speed", "0.7 to 1.2; empty as the voice has it."),
    }
}

fn option(setting: Of, value: &str) -> &'static str {
    match (setting, value) {
        (Of::Voice, _) => "Text",
        (Of::VoiceWhen, "mirror") => "Only when the customer's last message was a voice",
        (Of::VoiceWhen, _) => "Every reply",
        (Of::HeardBy, "elevenlabs") => "ElevenLabs",
        (Of::HeardBy, "nobody") => "Nobody: the assistant is told that there is a recording",
        (Of::HeardBy, _) => "The assistant's server (OpenAI), with its key",
        (Of::Detail, "low") => "Roughly: cheapest, but small print cannot be read",
        (Of::Detail, "auto") => "As the model decides",
        (Of::Detail, _) => "Finely: receipts can be read",
        (Of::Desk, "none") => "Here: transfers wait in the console's conversations",
        (Of::Desk, "webhook") => "In a system of your own, by webhook",
        (Of::Desk, _) => "At the channel itself, or else here",
        (Of::Wait, "quiet") => "When the customer pauses",
        (Of::Wait, _) => "After the interval",
        (Of::Balloons, "paragraphs") => "Several, by paragraph",
        (Of::Balloons, _) => "One",
        (_, "true") => "Yes",
        (_, "false") => "No",
        _ => "As the voice has it",
    }
}

const fn steps(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::WhatsappCloud => &[
            "At developers.facebook.com open your app, then WhatsApp → API setup, and copy the phone number id.",
            "In Business settings make a system user, give it the app and the WhatsApp account, and generate \
             a token that never expires, with whatsapp_business_messaging and whatsapp_business_management.",
            "Under App settings → Basic copy the app secret.",
            "Save here. Then, under WhatsApp → Configuration, write this URL and the verify token, and \
             subscribe to “messages”.",
        ],
        Kind::Whazing => &[
            "In Whazing open the channel's API, and copy its address with the id, and the token.",
            "Save here. Then set this URL as the channel's webhook, and the token of the webhook as \
             “N8N API KEY”.",
            "Tick messages received and sent, and tickets pending and in progress.",
        ],
        Kind::Telegram => &[
            "In Telegram write /newbot to @BotFather, and copy the token that it gives you.",
            "Save here. Then press “Connect the webhook”: nothing else is to be done at Telegram.",
        ],
        Kind::Chatwoot => &[
            "In Chatwoot, under Settings → Bots, add a bot. It needs this URL, which is shown once you save: \
             until then any https address will do.",
            "Copy the bot's access token and its webhook secret.",
            "Connect the bot to the inbox, under Settings → Inboxes → Bot configuration.",
        ],
        Kind::Webhook => &[
            "Generate a signing secret, and give it to your system as well.",
            "Post messages to this URL, and take replies at yours: docs/api.md describes both.",
        ],
    }
}
