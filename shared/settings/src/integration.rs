//! One business on one channel.

use channels::{ChannelSettings, DeskInUse, DeskSettings, WrittenDesk};
use conversation::{AssistantId, IntegrationId, Keyword, Marker, Week, Zone};
use fields::{Filled, Finder, Invalid, Link, ModelServer, Out, Secret, Walk, Whole, read, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::schema::{assistant_id, integration_id, week, zone};
use crate::{Checked, Phrases, Reply};

/// OpenAI's own server. Source: <https://platform.openai.com/docs/api-reference/introduction>.
pub const OPENAI_URL: &str = "https://api.openai.com/v1";

/// An integration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Integration {
    /// Its id.
    #[schemars(schema_with = "integration_id")]
    pub id: IntegrationId,
    /// What people call it.
    pub name: Filled<200>,
    /// When false, messages are left to people.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Where its messages come from and go to.
    pub channel: ChannelSettings,
    /// Who answers.
    pub assistant: AssistantRef,
    /// How long messages are collected, in milliseconds.
    #[serde(default)]
    pub interval_ms: Whole<0, 3_600_000, 1_000>,
    /// How a conversation goes to people.
    pub transfer: Transfer,
    /// How the customer is answered.
    #[serde(default)]
    pub reply: Reply,
    /// Where people work; null for the channel's own desk.
    #[serde(default)]
    pub desk: Option<DeskSettings>,
    /// When people are at work; null for always.
    #[serde(default)]
    pub hours: Option<Hours>,
    /// By which a customer asks for a person, without the assistant being asked; null for none.
    #[serde(default)]
    pub phrases: Option<Phrases>,
    /// After how many hours without a message people's conversations come back to the assistant; null for
    /// never.
    #[serde(default)]
    pub return_after_hours: Option<Whole<1, 720>>,
    /// What a person writes to give a conversation back; at least one letter or digit.
    #[serde(default)]
    pub release_keyword: Option<Checked<Keyword, 64>>,
    /// Whether what nobody answered meanwhile is answered when a conversation comes back.
    #[serde(default = "yes")]
    pub answer_on_release: bool,
    /// Whether the assistant is asked again, at the customer's next message, for what people have
    /// only because it failed.
    #[serde(default = "yes")]
    pub return_on_recovery: bool,
    /// Whether what came while the integration was disabled is answered when it is enabled again.
    #[serde(default = "yes")]
    pub answer_when_enabled: bool,
    /// How many replies one contact is given in an hour; then people have the conversation.
    #[serde(default)]
    pub max_replies_per_hour: Whole<1, 1_000, 60>,
}

const fn yes() -> bool {
    true
}

impl Integration {
    /// Reads what a person wrote: what a tag tells apart first, since serde would forget the paths within it.
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
        let settings: Self = read(body)?;
        let queue = settings.transfer.queue.as_str();
        let checked = settings.desk_in_use().check_queue(queue);
        checked.map_err(|problem| Invalid::value("transfer.queue", problem))?;
        Ok(settings)
    }

    /// Where people work.
    pub fn desk_in_use(&self) -> DeskInUse<'_> {
        DeskInUse::of(&self.channel, self.desk.as_ref())
    }
}

impl Walk for Integration {
    fn walk(&mut self, path: &str, found: &mut Finder<'_>) {
        let within = |field| fields::joined(path, field);
        self.channel.walk(&within("channel"), found);
        self.assistant.walk(&within("assistant"), found);
        self.reply.walk(&within("reply"), found);
        self.desk.walk(&within("desk"), found);
    }
}

walked! {
    /// Which assistant answers, and through whom.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct AssistantRef {
        /// The assistant, one that we hold.
        #[schemars(schema_with = "assistant_id")]
        pub id: AssistantId,
        /// The key of the server that runs it.
        pub api_key: Secret<Out>,
        /// The server that runs it.
        #[serde(default = "openai")]
        pub base_url: Link<ModelServer>,
    }
}

fn openai() -> Link<ModelServer> {
    Link::written(OPENAI_URL)
}

/// How a conversation goes to people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Transfer {
    /// The queue's id at the desk; a number where the desk is Whazing's or Chatwoot's.
    pub queue: Filled<256>,
    /// What the customer is told.
    pub message: Filled<4096>,
    /// What an assistant's reply begins with to ask for a transfer; at least one letter or digit.
    #[serde(default)]
    pub marker: Checked<Marker, 256>,
}

/// When people are at work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hours {
    /// The IANA name of the time zone in which the week is read.
    #[schemars(schema_with = "zone")]
    pub time_zone: Zone,
    /// The opening times of each day.
    #[schemars(schema_with = "week")]
    pub week: Week,
    /// What the customer is told of a transfer at all other times.
    pub message: Filled<4096>,
}
