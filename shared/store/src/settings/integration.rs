//! The settings of one integration, as they are stored. Their rules are the console's to check.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use conversation::marker::EmptyMarker;
use conversation::{
    AssistantId, Closed, EmptyPhrase, HistoryLimit, Hours, IntegrationId, InvalidHours, Keyword,
    Marker, Phrases, Policy, Week,
};
use serde::{Deserialize, Serialize};

use super::Reply;

/// What an integration's item holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntegrationRecord {
    /// The settings that may be shown.
    pub settings: Integration,
    /// The secrets.
    pub secrets: SealedSecrets,
}

/// An integration's secrets as KMS ciphertexts, bound to the integration and their part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSecrets {
    /// What verifies a webhook, and the conversation key.
    pub inbound: Ciphertext,
    /// API keys and tokens.
    pub outbound: Ciphertext,
}

/// What KMS made of a plaintext.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Ciphertext(pub Vec<u8>);

impl std::fmt::Debug for Ciphertext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ciphertext({} bytes)", self.0.len())
    }
}

/// The settings of an integration without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integration {
    /// Its id.
    pub id: IntegrationId,
    /// What people call it.
    pub name: String,
    /// When false, messages are left to people.
    pub enabled: bool,
    /// Where its messages come from and go to.
    pub channel: Channel,
    /// Who answers.
    pub assistant: AssistantRef,
    /// How long messages are collected, in milliseconds.
    pub interval_ms: u64,
    /// How a conversation goes to people.
    pub transfer: TransferSettings,
    /// How the customer is answered.
    pub reply: Reply,
    /// Where people work, when that is not the channel's own desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<Channel>,
    /// When people are at work; always, without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<HoursSettings>,
    /// By which a customer asks for a person without the assistant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phrases: Option<PhrasesSettings>,
    /// After how many hours without a message people's conversations come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_after_hours: Option<u32>,
    /// What a person writes to give a conversation back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_keyword: Option<String>,
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
    #[serde(default = "sixty")]
    pub max_replies_per_hour: u32,
    /// Which secrets there are, by their JSON paths in the settings, such as
    /// `channel.app_secret`.
    pub secrets_set: BTreeSet<String>,
}

impl Integration {
    /// The part of the settings that says where people work, and its name in the secrets' paths:
    /// the desk that was set apart, or else the channel's own.
    pub const fn desk(&self) -> (&'static str, &Channel) {
        match &self.desk {
            Some(desk) => ("desk", desk),
            None => ("channel", &self.channel),
        }
    }

    /// What the settings mean for the integration's conversations, with an assistant that sees
    /// this much of the past.
    pub fn policy(&self, history: HistoryLimit) -> Result<Policy, UnusableSettings> {
        Ok(Policy {
            enabled: self.enabled,
            interval: Duration::from_millis(self.interval_ms),
            history,
            queue: self.transfer.queue.clone(),
            transfer_message: self.transfer.message.clone(),
            marker: Marker::parse(&self.transfer.marker)?,
            closed: self.hours.as_ref().map(HoursSettings::closed).transpose()?,
            phrases: match &self.phrases {
                None => Phrases::default(),
                Some(phrases) => Phrases::parse(&phrases.list())?,
            },
            return_after: self
                .return_after_hours
                .map(|hours| Duration::from_secs(u64::from(hours) * 3600)),
            release_keyword: self
                .release_keyword
                .as_deref()
                .map(Keyword::parse)
                .transpose()?,
            answer_on_release: self.answer_on_release,
            return_on_recovery: self.return_on_recovery,
            answer_when_enabled: self.answer_when_enabled,
            max_replies_per_hour: self.max_replies_per_hour,
            voice: self.reply.voice_policy(),
        })
    }
}

const fn yes() -> bool {
    true
}

const fn sixty() -> u32 {
    60
}

/// Settings that were stored and cannot be used: the console refuses such.
#[derive(Debug, thiserror::Error)]
pub enum UnusableSettings {
    /// The marker.
    #[error(transparent)]
    Marker(#[from] EmptyMarker),
    /// The phrases or the keyword.
    #[error(transparent)]
    Phrase(#[from] EmptyPhrase),
    /// The opening hours.
    #[error(transparent)]
    Hours(#[from] InvalidHours),
}

/// When people are at work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursSettings {
    /// The IANA name of the time zone in which the week is read.
    pub time_zone: String,
    /// The opening times of each day.
    pub week: Week,
    /// What the customer is told of a transfer at all other times.
    pub message: String,
}

impl HoursSettings {
    fn closed(&self) -> Result<Closed, InvalidHours> {
        Ok(Closed {
            hours: Hours::new(&self.time_zone, self.week.clone())?,
            message: self.message.clone(),
        })
    }
}

/// By which a customer asks for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", untagged)]
pub enum PhrasesSettings {
    /// Those of the settings.
    These(Vec<String>),
    /// A list of Recado's own.
    Named(NamedPhrases),
}

/// A list of Recado's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedPhrases {
    /// [`Phrases::default_list`].
    Default,
}

impl PhrasesSettings {
    fn list(&self) -> Vec<&str> {
        match self {
            Self::These(phrases) => phrases.iter().map(String::as_str).collect(),
            Self::Named(NamedPhrases::Default) => Phrases::default_list().to_vec(),
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
    /// The server that runs it.
    pub base_url: String,
}

/// How a conversation goes to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferSettings {
    /// The queue's id at the desk.
    pub queue: String,
    /// What the customer is told.
    pub message: String,
    /// What an assistant's reply begins with to ask for a transfer.
    pub marker: String,
}
