//! An integration's secrets: sealed by KMS, and opened into memory only.
//!
//! There are two parts, so that the function that reads webhooks can have the right to open
//! `inbound` alone. The encryption context of each names the integration and the part, so a
//! ciphertext that is moved to another place does not open there.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_kms::Client;
use aws_sdk_kms::operation::decrypt::DecryptError;
use aws_sdk_kms::primitives::Blob;
use conversation::ports::Clock;
use conversation::{ConversationKey, IntegrationId};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretBox};
use serde::{Deserialize, Serialize, Serializer, de::DeserializeOwned};
use settings::SecretValues;

use crate::Ciphertext;
use crate::cache::Cache;

/// The most bytes of all secrets of one integration and one way together: what KMS encrypts directly.
/// <https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html>
pub const MAX_SECRETS_BYTES: usize = 4096;

/// How long opened secrets are kept in memory.
const MAX_AGE: Duration = Duration::from_secs(5 * 60);

/// What verifies a webhook, and what turns a contact into a conversation's id.
#[derive(Debug, Serialize, Deserialize)]
pub struct InboundSecrets {
    #[serde(serialize_with = "expose_key")]
    conversation_key: SecretBox<[u8; 32]>,
    /// The secrets.
    #[serde(serialize_with = "expose")]
    pub values: SecretValues,
}

impl InboundSecrets {
    /// With a conversation key of 256 random bits. It never changes while the integration lives,
    /// because it decides the ids of its conversations.
    pub fn new(conversation_key: [u8; 32], values: SecretValues) -> Self {
        let conversation_key = SecretBox::new(Box::new(conversation_key));
        Self {
            conversation_key,
            values,
        }
    }

    /// The integration's conversation key.
    pub fn conversation_key(&self) -> ConversationKey {
        ConversationKey::new(*self.conversation_key.expose_secret())
    }

    /// The same conversation key with other secrets.
    #[must_use]
    pub fn with_values(&self, values: SecretValues) -> Self {
        Self::new(*self.conversation_key.expose_secret(), values)
    }
}

/// API keys and tokens.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct OutboundSecrets {
    /// The secrets.
    #[serde(serialize_with = "expose")]
    pub values: SecretValues,
}

/// Why secrets were not sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// They are too long together. The text is for the person who wrote them; trying again cannot
    /// help.
    #[error("the secrets are {bytes} bytes together; at most {MAX_SECRETS_BYTES} can be stored")]
    TooLarge {
        /// Their length.
        bytes: usize,
    },
    /// The ciphertext is damaged, or belongs to another integration or part. Trying again cannot
    /// help.
    #[error("the secrets do not open: damaged, or not of this integration")]
    NotOpened,
    /// KMS did not answer, or not with success. Trying again may help.
    #[error("KMS failed")]
    Kms(#[source] Box<dyn Error + Send + Sync>),
}

/// Seals and opens secrets with one key of KMS. Opened secrets are kept for 5 minutes.
#[derive(Debug)]
pub struct Secrets<C> {
    client: Client,
    key_id: String,
    clock: C,
    inbound: Cache<(IntegrationId, Ciphertext), Arc<InboundSecrets>>,
    outbound: Cache<(IntegrationId, Ciphertext), Arc<OutboundSecrets>>,
}

impl<C: Clock> Secrets<C> {
    /// With the key of that id, alias or ARN.
    pub fn new(client: Client, key_id: String, clock: C) -> Self {
        Self {
            client,
            key_id,
            clock,
            inbound: Cache::new(MAX_AGE),
            outbound: Cache::new(MAX_AGE),
        }
    }

    /// Encrypts the inbound part of an integration's secrets.
    pub async fn seal_inbound(
        &self,
        integration: &IntegrationId,
        secrets: &InboundSecrets,
    ) -> Result<Ciphertext, SecretsError> {
        self.seal(integration, Part::Inbound, secrets).await
    }

    /// Encrypts the outbound part of an integration's secrets.
    pub async fn seal_outbound(
        &self,
        integration: &IntegrationId,
        secrets: &OutboundSecrets,
    ) -> Result<Ciphertext, SecretsError> {
        self.seal(integration, Part::Outbound, secrets).await
    }

    /// Decrypts the inbound part of an integration's secrets.
    pub async fn open_inbound(
        &self,
        integration: &IntegrationId,
        ciphertext: &Ciphertext,
    ) -> Result<Arc<InboundSecrets>, SecretsError> {
        self.open(integration, Part::Inbound, ciphertext, &self.inbound)
            .await
    }

    /// Decrypts the outbound part of an integration's secrets.
    pub async fn open_outbound(
        &self,
        integration: &IntegrationId,
        ciphertext: &Ciphertext,
    ) -> Result<Arc<OutboundSecrets>, SecretsError> {
        self.open(integration, Part::Outbound, ciphertext, &self.outbound)
            .await
    }

    async fn seal(
        &self,
        integration: &IntegrationId,
        part: Part,
        secrets: &impl Serialize,
    ) -> Result<Ciphertext, SecretsError> {
        let json = serde_json::to_vec(secrets).map_err(SecretsError::kms)?;
        let plaintext = Zeroizing::new(json);
        if plaintext.len() > MAX_SECRETS_BYTES {
            let bytes = plaintext.len();
            return Err(SecretsError::TooLarge { bytes });
        }
        let request = self
            .client
            .encrypt()
            .key_id(&self.key_id)
            .set_encryption_context(Some(context(integration, part)))
            .plaintext(Blob::new(plaintext.as_slice()));
        let answer = request.send().await.map_err(SecretsError::kms)?;
        let ciphertext = answer.ciphertext_blob.unwrap_or_else(|| Blob::new([]));
        Ok(Ciphertext(ciphertext.into_inner()))
    }

    async fn open<T: DeserializeOwned>(
        &self,
        integration: &IntegrationId,
        part: Part,
        ciphertext: &Ciphertext,
        cache: &Cache<(IntegrationId, Ciphertext), Arc<T>>,
    ) -> Result<Arc<T>, SecretsError> {
        let key = (integration.clone(), ciphertext.clone());
        let now = self.clock.now();
        if let Some(opened) = cache.get(&key, now, MAX_AGE) {
            return Ok(opened);
        }
        let request = self
            .client
            .decrypt()
            .key_id(&self.key_id)
            .set_encryption_context(Some(context(integration, part)))
            .ciphertext_blob(Blob::new(ciphertext.0.as_slice()));
        let answer = request
            .send()
            .await
            .map_err(|error| match error.as_service_error() {
                Some(
                    DecryptError::InvalidCiphertextException(_)
                    | DecryptError::IncorrectKeyException(_),
                ) => SecretsError::NotOpened,
                _ => SecretsError::kms(error),
            })?;
        let plaintext = answer.plaintext.map(Blob::into_inner).unwrap_or_default();
        let plaintext = Zeroizing::new(plaintext);
        // serde's own message would quote the text that it did not expect.
        let opened = serde_json::from_slice(&plaintext).map_err(|_| SecretsError::NotOpened)?;
        let opened = Arc::new(opened);
        cache.put(key, now, Arc::clone(&opened));
        Ok(opened)
    }
}

impl SecretsError {
    fn kms(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Kms(error.into())
    }
}

#[derive(Debug, Clone, Copy)]
enum Part {
    Inbound,
    Outbound,
}

/// The encryption context of a ciphertext. `template.yaml` grants rights by these names.
fn context(integration: &IntegrationId, part: Part) -> HashMap<String, String> {
    let part = match part {
        Part::Inbound => "inbound",
        Part::Outbound => "outbound",
    };
    HashMap::from([
        ("integration".to_owned(), integration.as_str().to_owned()),
        ("part".to_owned(), part.to_owned()),
    ])
}

fn expose_key<S: Serializer>(key: &SecretBox<[u8; 32]>, serializer: S) -> Result<S::Ok, S::Error> {
    key.expose_secret().serialize(serializer)
}

fn expose<S: Serializer>(values: &SecretValues, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(
        values
            .iter()
            .map(|(path, secret)| (path, secret.expose_secret())),
    )
}
