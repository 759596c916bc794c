//! The settings of one integration, as they are stored. Their rules are the console's to check.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use conversation::marker::EmptyMarker;
use conversation::{AssistantId, IntegrationId, Marker, Policy};
use serde::{Deserialize, Serialize};

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
    /// Which secrets there are, by their JSON paths in the settings, such as
    /// `channel.app_secret`.
    pub secrets_set: BTreeSet<String>,
}

impl Integration {
    /// What the settings mean for the integration's conversations, with an assistant that sees
    /// `history_turns` past turns.
    pub fn policy(&self, history_turns: usize) -> Result<Policy, EmptyMarker> {
        Ok(Policy {
            enabled: self.enabled,
            interval: Duration::from_millis(self.interval_ms),
            history_turns,
            queue: self.transfer.queue.clone(),
            transfer_message: self.transfer.message.clone(),
            marker: Marker::parse(&self.transfer.marker)?,
        })
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
    /// The human queue's id at the desk.
    pub queue: String,
    /// What the customer is told.
    pub message: String,
    /// What an assistant's reply begins with to ask for a transfer.
    pub marker: String,
}

/// How the customer is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "format", rename_all = "snake_case")]
pub enum Reply {
    /// In text.
    Text,
    /// In a voice of ElevenLabs.
    Voice {
        /// The voice.
        voice_id: String,
        /// The model that speaks.
        model_id: String,
        /// The server that runs it.
        base_url: String,
    },
}
