//! One business on one channel.

use std::collections::{BTreeMap, BTreeSet};

use conversation::{AssistantId, IntegrationId, Keyword, Marker, Week, Zone};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Checked, Filled, Invalid, MAX_VALUE, Phrases, Reply, Secret, Text, Whole, read};

/// OpenAI's own server. Source: <https://platform.openai.com/docs/api-reference/introduction>.
pub const OPENAI_URL: &str = "https://api.openai.com/v1";

/// An integration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Integration {
    /// Its id.
    pub id: IntegrationId,
    /// What people call it.
    pub name: Filled<200>,
    /// When false, messages are left to people.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Where its messages come from and go to.
    pub channel: Channel,
    /// Who answers.
    pub assistant: AssistantRef,
    /// How long messages are collected, in milliseconds.
    #[serde(default = "Whole::of::<1_000>")]
    pub interval_ms: Whole<0, 3_600_000>,
    /// How a conversation goes to people.
    pub transfer: Transfer,
    /// How the customer is answered.
    #[serde(default)]
    pub reply: Reply,
    /// Where people work, when that is not the channel's own desk.
    #[serde(default)]
    pub desk: Option<Channel>,
    /// When people are at work; always, without.
    #[serde(default)]
    pub hours: Option<Hours>,
    /// By which a customer asks for a person without the assistant.
    #[serde(default)]
    pub phrases: Option<Phrases>,
    /// After how many hours without a message people's conversations come back.
    #[serde(default)]
    pub return_after_hours: Option<Whole<1, 720>>,
    /// What a person writes to give a conversation back.
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
    #[serde(default = "Whole::of::<60>")]
    pub max_replies_per_hour: Whole<1, 1_000>,
    /// Which secrets there are, by their JSON paths in the settings, such as
    /// `channel.app_secret`.
    #[serde(default)]
    pub secrets_set: BTreeSet<String>,
}

const fn yes() -> bool {
    true
}

impl Integration {
    /// Reads what a person wrote.
    pub fn read(mut body: Value) -> Result<Self, Invalid> {
        if let Some(reply) = body.get_mut("reply") {
            Reply::check(reply).map_err(|error| error.within("reply"))?;
        }
        read(body)
    }

    /// The part of the settings that says where people work, and its name in the secrets' paths:
    /// the desk that was set apart, or else the channel's own.
    pub const fn desk(&self) -> (&'static str, &Channel) {
        match &self.desk {
            Some(desk) => ("desk", desk),
            None => ("channel", &self.channel),
        }
    }
}

/// A channel's settings; which there are depends on the kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Which channel, such as `whatsapp_cloud`.
    pub kind: String,
    /// Its settings by name, without the secret ones.
    pub values: BTreeMap<String, String>,
}

/// Which assistant answers, and through whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssistantRef {
    /// The assistant, one that we hold.
    pub id: AssistantId,
    /// The key of the server that runs it.
    #[serde(default)]
    pub api_key: Secret,
    /// The server that runs it.
    #[serde(default = "openai")]
    pub base_url: Text<MAX_VALUE>,
}

fn openai() -> Text<MAX_VALUE> {
    Text::written(OPENAI_URL)
}

/// How a conversation goes to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The queue's id at the desk.
    pub queue: Filled<256>,
    /// What the customer is told.
    pub message: Filled<4096>,
    /// What an assistant's reply begins with to ask for a transfer.
    #[serde(default)]
    pub marker: Checked<Marker, 256>,
}

/// When people are at work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// The IANA name of the time zone in which the week is read.
    pub time_zone: Zone,
    /// The opening times of each day.
    pub week: Week,
    /// What the customer is told of a transfer at all other times.
    pub message: Filled<4096>,
}
