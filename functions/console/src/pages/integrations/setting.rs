//! The fields of the form: one for each setting.

/// The kind of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    WhatsappCloud,
    Whazing,
    Telegram,
    Chatwoot,
    Webhook,
}

impl Kind {
    /// In the order in which they are offered.
    pub(crate) const ALL: [Self; 5] = [
        Self::WhatsappCloud,
        Self::Whazing,
        Self::Telegram,
        Self::Chatwoot,
        Self::Webhook,
    ];

    /// As the settings name it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::WhatsappCloud => "whatsapp_cloud",
            Self::Whazing => "whazing",
            Self::Telegram => "telegram",
            Self::Chatwoot => "chatwoot",
            Self::Webhook => "webhook",
        }
    }

    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

macro_rules! settings {
    ($($name:ident: $path:literal $(for $kind:ident)?),+ $(,)?) => {
        /// A setting that the form has a field for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Setting {
            $($name),+
        }

        impl Setting {
            pub(super) const ALL: &[Self] = &[$(Self::$name),+];

            /// Its JSON path, which is the field's name.
            pub(crate) const fn path(self) -> &'static str {
                match self {
                    $(Self::$name => $path),+
                }
            }

            /// The channel to which alone it belongs.
            pub(super) const fn kind(self) -> Option<Kind> {
                match self {
                    $(Self::$name => settings!(@kind $($kind)?)),+
                }
            }
        }
    };
    (@kind) => { None };
    (@kind $kind:ident) => { Some(Kind::$kind) };
}

settings! {
    Channel: "channel.kind",
    Name: "name",
    Id: "id",
    Enabled: "enabled",
    Queue: "transfer.queue",
    TransferMessage: "transfer.message",
    Interval: "interval_ms",
    Wait: "wait.kind",
    Quiet: "wait.quiet_ms",
    LongestWait: "wait.max_ms",
    AtOncePhrases: "answer_at_once.phrases",
    AtOnceButtons: "answer_at_once.buttons",
    TimeZone: "time_zone",
    ApiKey: "assistant.api_key",
    Assistant: "assistant.id",
    ContextTime: "context.time",
    ContextChannel: "context.channel",
    ContextHours: "context.hours",
    ContextName: "context.customer_name",
    VoiceKey: "reply.api_key",
    Voice: "reply.voice_id",
    VoiceModel: "reply.model_id",
    VoiceWhen: "reply.when",
    Balloons: "reply.balloons.kind",
    MostBalloons: "reply.balloons.max",
    LongestPause: "reply.balloons.max_pause_ms",
    HeardBy: "hearing.by",
    HearingModel: "hearing.model",
    HearingUrl: "hearing.server.base_url",
    HearingKey: "hearing.server.api_key",
    HearsVideos: "hearing.videos",
    SeesPictures: "seeing.pictures",
    SeesDocuments: "seeing.documents",
    Detail: "seeing.detail",
    Functions: "tools.functions",
    FunctionsSecret: "tools.signing_secret",
    WhatsappNumber: "channel.phone_number_id" for WhatsappCloud,
    WhatsappToken: "channel.access_token" for WhatsappCloud,
    WhatsappAppSecret: "channel.app_secret" for WhatsappCloud,
    WhatsappVerifyToken: "channel.verify_token" for WhatsappCloud,
    WhatsappUrl: "channel.base_url" for WhatsappCloud,
    WhazingUrl: "channel.base_url" for Whazing,
    WhazingToken: "channel.token" for Whazing,
    WhazingWebhookToken: "channel.webhook_token" for Whazing,
    WhazingChannel: "channel.whatsapp_id" for Whazing,
    WhazingBotQueue: "channel.bot_queue" for Whazing,
    TelegramToken: "channel.bot_token" for Telegram,
    TelegramSecret: "channel.secret_token" for Telegram,
    TelegramUrl: "channel.base_url" for Telegram,
    ChatwootUrl: "channel.base_url" for Chatwoot,
    ChatwootAccount: "channel.account_id" for Chatwoot,
    ChatwootToken: "channel.access_token" for Chatwoot,
    ChatwootSecret: "channel.webhook_secret" for Chatwoot,
    WebhookUrl: "channel.reply_url" for Webhook,
    WebhookSecret: "channel.signing_secret" for Webhook,
    Desk: "desk.kind",
    DeskUrl: "desk.url",
    DeskSecret: "desk.signing_secret",
    HoursZone: "hours.time_zone",
    Monday: "hours.week.mon",
    Tuesday: "hours.week.tue",
    Wednesday: "hours.week.wed",
    Thursday: "hours.week.thu",
    Friday: "hours.week.fri",
    Saturday: "hours.week.sat",
    Sunday: "hours.week.sun",
    HoursMessage: "hours.message",
    Phrases: "phrases",
    Marker: "transfer.marker",
    ReturnAfter: "return_after_hours",
    ReleaseKeyword: "release_keyword",
    AnswerOnRelease: "answer_on_release",
    ReturnOnRecovery: "return_on_recovery",
    AnswerWhenEnabled: "answer_when_enabled",
    MaxReplies: "max_replies_per_hour",
    MaxTurnTokens: "caps.max_turn_tokens",
    MaxContactTokens: "caps.max_contact_day_tokens",
    MaxDayTokens: "caps.max_day_tokens",
    CapsMessage: "caps.message",
    MaxCalls: "tools.max_calls",
    MaxReplyCharacters: "reply.max_reply_characters",
    MaxDayCharacters: "reply.max_day_characters",
    MaxHeard: "hearing.max_attachments",
    MaxHeardMegabytes: "hearing.max_megabytes",
    MaxHeardSeconds: "hearing.max_seconds",
    MaxHeardMinutes: "hearing.max_day_minutes",
    MaxSeen: "seeing.max_attachments",
    MaxSeenMegabytes: "seeing.max_megabytes",
    VoiceLanguage: "reply.language_code",
    Stability: "reply.voice_settings.stability",
    Similarity: "reply.voice_settings.similarity_boost",
    Style: "reply.voice_settings.style",
    SpeakerBoost: "reply.voice_settings.use_speaker_boost",
    Speed: "reply.voice_settings.speed",
    AssistantUrl: "assistant.base_url",
    VoiceUrl: "reply.base_url",
}

impl Setting {
    /// The setting at a path, or the nearest one around it: where a channel is of a kind.
    pub(super) fn at(path: &str, kind: Option<Kind>) -> Option<Self> {
        let fits = |it: &&Self| it.kind().is_none() || it.kind() == kind;
        let mut place = path;
        loop {
            let mut all = Self::ALL.iter().filter(fits);
            if let Some(found) = all.find(|it| it.path() == place) {
                return Some(*found);
            }
            place = match place.rfind(['.', '[']) {
                Some(end) => place.get(..end)?,
                None => return Self::within(path),
            };
        }
    }

    /// Whether it is a message to people, which is kept as it was written.
    pub(super) fn is_prose(path: &str) -> bool {
        [Self::TransferMessage, Self::HoursMessage, Self::CapsMessage]
            .iter()
            .any(|it| it.path() == path)
    }

    /// The field that decides about a whole section.
    fn within(section: &str) -> Option<Self> {
        match section {
            "channel" => Some(Self::Channel),
            "assistant" => Some(Self::Assistant),
            "context" => Some(Self::ContextTime),
            "transfer" => Some(Self::Queue),
            "reply" | "reply.format" => Some(Self::Voice),
            "reply.balloons" => Some(Self::Balloons),
            "hearing" => Some(Self::HeardBy),
            "hearing.server" => Some(Self::HearingUrl),
            "seeing" => Some(Self::SeesPictures),
            "tools" => Some(Self::Functions),
            "desk" => Some(Self::Desk),
            "hours" | "hours.week" => Some(Self::Monday),
            "wait" => Some(Self::Wait),
            "answer_at_once" => Some(Self::AtOncePhrases),
            "caps" => Some(Self::MaxDayTokens),
            _ => None,
        }
    }
}
