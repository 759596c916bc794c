//! The settings of an integration: one business on one channel.

use channels::{ChannelSettings, DeskInUse, DeskSettings, WrittenDesk};
use conversation::{AssistantId, IntegrationId, Keyword, Marker, Week, Zone};
use fields::{Filled, Invalid, Link, ModelServer, Out, Reason, Secret, Whole, read, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::schema::{assistant_id, integration_id, week, zone_or_null};
use crate::{
    AnswerAtOnce, Caps, Checked, Context, Function, HeardBy, Hearing, Phrases, Reply, Seeing,
    Tools, Wait, yes,
};

/// OpenAI's own server. Source: <https://platform.openai.com/docs/api-reference/introduction>.
pub const OPENAI_URL: &str = "https://api.openai.com/v1";

walked! {
    /// An integration: one business on one channel.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Integration {
        /// The integration's id.
        #[schemars(schema_with = "integration_id")]
        pub id: IntegrationId,
        /// A name for people.
        pub name: Filled<200>,
        /// Whether the assistant answers. When false, messages are stored and left to people.
        #[serde(default = "yes")]
        pub enabled: bool,
        /// The channel that messages come from and replies go to.
        pub channel: ChannelSettings,
        /// The assistant that answers.
        pub assistant: AssistantRef,
        /// Which circumstances the assistant is told with the messages that it answers.
        #[serde(default)]
        pub context: Context,
        /// How long a customer's messages are collected into one batch, in milliseconds.
        #[serde(default)]
        pub interval_ms: Whole<0, 3_600_000, 1_000>,
        /// What ends the collecting instead. Null for `interval_ms`.
        #[serde(default)]
        pub wait: Option<Wait>,
        /// The messages that need no wait.
        #[serde(default)]
        pub answer_at_once: AnswerAtOnce,
        /// How a conversation is transferred to people.
        pub transfer: Transfer,
        /// Whether replies are text or voice.
        #[serde(default)]
        pub reply: Reply,
        /// Whether and how much of customers' recordings is heard.
        #[serde(default)]
        pub hearing: Hearing,
        /// What the assistant is shown of the pictures and documents that customers send.
        #[serde(default)]
        pub seeing: Seeing,
        /// The functions of the business that the assistant may call before it answers. Null for none.
        #[serde(default)]
        pub tools: Option<Tools>,
        /// Where people work. Null for the channel's own desk.
        #[serde(default)]
        pub desk: Option<DeskSettings>,
        /// The opening hours of the people at the desk. Null if they are always at work.
        #[serde(default)]
        pub hours: Option<Hours>,
        /// The IANA name of the integration's time zone: of the opening hours that have none of their
        /// own, of the time that the assistant is told, and of the days of the figures. Null for that
        /// of the opening hours, and for UTC without these.
        #[serde(default)]
        #[schemars(schema_with = "zone_or_null")]
        pub time_zone: Option<Zone>,
        /// The phrases by which a customer asks for a person, without the assistant being asked. Null
        /// for none.
        #[serde(default)]
        pub phrases: Option<Phrases>,
        /// After how many hours without a message a conversation that people have returns to the
        /// assistant. Null for never.
        #[serde(default)]
        pub return_after_hours: Option<Whole<1, 720>>,
        /// The text with which a person gives a conversation back to the assistant. It needs at least
        /// one letter or digit.
        #[serde(default)]
        pub release_keyword: Option<Checked<Keyword, 64>>,
        /// Whether the assistant answers, when a conversation returns to it, the messages that people
        /// left unanswered.
        #[serde(default = "yes")]
        pub answer_on_release: bool,
        /// Whether the assistant is asked again, at the customer's next message, in a conversation that
        /// people have only because the assistant failed.
        #[serde(default = "yes")]
        pub return_on_recovery: bool,
        /// Whether the assistant answers, when the integration is enabled again, the messages that came
        /// while it was disabled.
        #[serde(default = "yes")]
        pub answer_when_enabled: bool,
        /// The most replies to one customer in an hour. Beyond that, people get the conversation.
        #[serde(default)]
        pub max_replies_per_hour: Whole<1, 1_000, 60>,
        /// How many tokens the assistant may take. Beyond that, people get the conversation.
        #[serde(default)]
        pub caps: Caps,
    }
}

impl Integration {
    /// Reads what a person wrote. Tagged values are read first, since serde would lose the paths
    /// within them.
    pub fn read(mut body: Value) -> Result<Self, Invalid> {
        if let Some(channel) = body.get("channel") {
            ChannelSettings::check(channel).map_err(|error| error.within("channel"))?;
            let kind = channel["kind"].as_str().unwrap_or_default().to_owned();
            if let Some(desk) = body.get_mut("desk").filter(|desk| !desk.is_null()) {
                let desk_is = DeskSettings::check(desk, &kind);
                if desk_is.map_err(|error| error.within("desk"))? == WrittenDesk::Own {
                    *desk = Value::Null;
                }
            }
        } else if let Some(desk) = body.get_mut("desk") {
            // Without a channel nothing can be said of a desk.
            *desk = Value::Null;
        }
        if let Some(reply) = body.get_mut("reply") {
            Reply::check(reply).map_err(|error| error.within("reply"))?;
        }
        if let Some(wait) = body.get_mut("wait").filter(|wait| !wait.is_null()) {
            Wait::check(wait).map_err(|error| error.within("wait"))?;
        }
        let settings: Self = read(body)?;
        let hours = settings.hours.as_ref();
        if settings.time_zone.is_none() && hours.is_some_and(|hours| hours.time_zone.is_none()) {
            return Err(Invalid::required("hours.time_zone"));
        }
        if let Some(Phrases::These(phrases)) = &settings.phrases {
            phrases.check("phrases")?;
        }
        let at_once = &settings.answer_at_once.phrases;
        at_once.check("answer_at_once.phrases")?;
        let queue = settings.transfer.queue.as_str();
        let checked = settings.desk_in_use().check_queue(queue);
        checked.map_err(|reason| Invalid::value("transfer.queue", reason))?;
        let hearing = &settings.hearing;
        let has_no_key = hearing.server.is_none() && settings.reply.is_text();
        if hearing.by == HeardBy::Elevenlabs && has_no_key {
            return Err(Invalid::value("hearing.by", Reason::HearingWithoutVoice));
        }
        if let Some(reason) = settings.tools.as_ref().and_then(Tools::refused) {
            return Err(Invalid::value("tools.functions", reason));
        }
        Ok(settings)
    }

    /// The functions of the business that the assistant may call.
    pub fn functions(&self) -> &[Function] {
        let tools = self.tools.as_ref();
        tools.map_or(&[], |tools| tools.functions.as_slice())
    }

    /// The integration's time zone.
    pub fn zone(&self) -> Zone {
        let of_hours = || self.hours.as_ref()?.time_zone.as_ref();
        self.time_zone
            .as_ref()
            .or_else(of_hours)
            .cloned()
            .unwrap_or_default()
    }

    /// The desk where the integration's people work.
    pub fn desk_in_use(&self) -> DeskInUse<'_> {
        DeskInUse::of(&self.channel, self.desk.as_ref())
    }
}

walked! {
    /// The assistant that answers, and the server that runs it.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct AssistantRef {
        /// The id of an assistant that exists here.
        #[schemars(schema_with = "assistant_id")]
        pub id: AssistantId,
        /// The API key for the server that runs the assistant.
        pub api_key: Secret<Out>,
        /// The base URL of the server that runs the assistant.
        #[serde(default = "openai")]
        pub base_url: Link<ModelServer>,
    }
}

fn openai() -> Link<ModelServer> {
    Link::written(OPENAI_URL)
}

walked! {
    /// How a conversation is transferred to people.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Transfer {
        /// The id of the queue at the desk. A number for Whazing and Chatwoot.
        pub queue: Filled<256>,
        /// The message that tells the customer of a transfer.
        pub message: Filled<4096>,
        /// The text with which the assistant begins a reply to ask for a transfer. It needs at least
        /// one letter or digit.
        #[serde(default)]
        pub marker: Checked<Marker, 256>,
    }
}

walked! {
    /// The opening hours of the people at the desk.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Hours {
        /// The IANA name of the time zone for the week. Null for the integration's.
        #[serde(default)]
        #[schemars(schema_with = "zone_or_null")]
        pub time_zone: Option<Zone>,
        /// The opening times of each day.
        #[schemars(schema_with = "week")]
        pub week: Week,
        /// The message that tells the customer of a transfer outside these hours.
        pub message: Filled<4096>,
    }
}
