//! What an integration's item holds.

use settings::{Integration, Reply, Secret};

/// The content of an integration's item.
#[derive(Debug, Clone, PartialEq)]
pub struct IntegrationRecord {
    /// The settings that may be shown.
    pub settings: Integration,
    /// The secrets.
    pub secrets: SealedSecrets,
}

/// An integration's secrets as KMS ciphertexts, bound to the integration and their part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSecrets {
    /// The secrets that verify a webhook, and the conversation key.
    pub inbound: Ciphertext,
    /// API keys and tokens.
    pub outbound: Ciphertext,
}

/// A ciphertext of KMS.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Ciphertext(pub Vec<u8>);

impl std::fmt::Debug for Ciphertext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ciphertext({} bytes)", self.0.len())
    }
}

/// Earlier versions kept the keys' places only in `secrets_set`.
pub(super) fn with_secrets_shown(mut settings: Integration) -> Integration {
    let is_set = |path: &str| settings.secrets_set.contains(path);
    let (assistant, reply) = (is_set("assistant.api_key"), is_set("reply.api_key"));
    if assistant {
        settings.assistant.api_key = Secret::Stored;
    }
    if let (true, Reply::Voice(voice)) = (reply, &mut settings.reply) {
        voice.api_key = Secret::Stored;
    }
    settings
}
