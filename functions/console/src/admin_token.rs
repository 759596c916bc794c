//! The admin token, which opens everything.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::SdkError;
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;
use conversation::{Timestamp, ports::Clock};
use lambda::error_chain;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::clock::AnyClock;

/// How long a token is used before it is read again.
const MAX_AGE: Duration = Duration::from_secs(5 * 60);

/// The admin token in Secrets Manager. Only its hash is kept.
#[derive(Debug)]
pub struct AdminToken {
    client: Client,
    secret_id: String,
    clock: AnyClock,
    known: Mutex<Known>,
}

/// An error of reading the admin token.
#[derive(Debug, thiserror::Error)]
pub enum AdminTokenError {
    /// Secrets Manager refused, or did not answer.
    #[error("the admin token could not be read")]
    SecretsManager(#[source] Box<SdkError<GetSecretValueError>>),
    /// The secret is empty: it would open the console to nobody.
    #[error("the secret with the admin token is empty")]
    Empty,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    hash: Hash,
    read_at: Timestamp,
}

/// The token's hash. Hashes have one length, so that comparing them tells nothing of the token's
/// length.
type Hash = [u8; 32];

impl AdminToken {
    /// Reads the token from the secret of that name or ARN.
    pub async fn read(
        client: Client,
        secret_id: String,
        clock: AnyClock,
    ) -> Result<Self, AdminTokenError> {
        let read_at = clock.now();
        let hash = fetch(&client, &secret_id).await?;
        Ok(Self {
            client,
            secret_id,
            clock,
            known: Mutex::new(Known { hash, read_at }),
        })
    }

    /// Whether what was sent is the token.
    pub(crate) async fn is(&self, sent: &str) -> bool {
        let expected = self.current().await;
        hash(sent).ct_eq(&expected).into()
    }

    /// The key of the pages' cookies. Whoever changes the token ends all sessions with it.
    pub(crate) async fn cookie_key(&self) -> cookie::Key {
        cookie::Key::derive_from(&self.current().await)
    }

    /// The token's hash, read again when it is old. If the token cannot be read, the old hash is
    /// used for as long again, so that an outage does not slow every request.
    async fn current(&self) -> Hash {
        let known = *self.known();
        let now = self.clock.now();
        if now.since(known.read_at) < MAX_AGE {
            return known.hash;
        }
        let hash = fetch(&self.client, &self.secret_id)
            .await
            .unwrap_or_else(|error| {
                tracing::error!(error = error_chain(&error), "the old admin token stays");
                known.hash
            });
        *self.known() = Known { hash, read_at: now };
        hash
    }

    /// Locks the hash. Nobody panics between reading and writing it.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn fetch(client: &Client, secret_id: &str) -> Result<Hash, AdminTokenError> {
    let answer = client.get_secret_value().secret_id(secret_id).send().await;
    let answer = answer.map_err(|error| AdminTokenError::SecretsManager(Box::new(error)))?;
    // A line break at the end is easily stored, and cannot be sent in a header.
    match answer.secret_string().map(str::trim) {
        None | Some("") => Err(AdminTokenError::Empty),
        Some(token) => Ok(hash(token)),
    }
}

fn hash(token: &str) -> Hash {
    Sha256::digest(token.as_bytes()).into()
}
