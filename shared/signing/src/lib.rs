//! Requests that are signed after Standard Webhooks, with a symmetric key.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use conversation::Timestamp;
use fields::{Form, NotOpened, Reason, Secret};
use http_client::RequestBuilder;
use secrecy::ExposeSecret;
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};

pub use standardwebhooks::WebhookError as NotSigned;

/// A signing key as settings have it: `whsec_` and 24 to 64 bytes in base64.
#[derive(Debug)]
pub enum SigningSecret {}

impl Form for SigningSecret {
    const PATTERN: Option<&'static str> = Some("^whsec_[A-Za-z0-9+/]+=*$");

    fn check(text: &str) -> Result<(), Reason> {
        Key::parse(text)
            .map(drop)
            .map_err(|_| Reason::SigningSecret)
    }
}

/// Text that is not a signing secret.
#[derive(Debug, thiserror::Error)]
#[error("must be whsec_ followed by 24 to 64 bytes in base64")]
pub struct InvalidKey;

/// A signing key.
pub struct Key(Webhook);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

impl Key {
    /// Reads a key in the specification's form.
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let bytes = text
            .strip_prefix("whsec_")
            .and_then(|digits| STANDARD.decode(digits).ok())
            .filter(|bytes| (24..=64).contains(&bytes.len()))
            .ok_or(InvalidKey)?;
        Webhook::from_bytes(bytes).map(Self).map_err(|_| InvalidKey)
    }

    /// The key of settings whose secrets are opened.
    pub fn of<W>(secret: &Secret<W, SigningSecret>) -> Result<Self, NotOpened> {
        Self::parse(secret.opened()?.expose_secret()).map_err(|error| NotOpened(error.to_string()))
    }

    /// The signature of a body, as the value of its header.
    pub fn sign(&self, id: &str, at: Timestamp, body: &[u8]) -> Result<String, NotSigned> {
        self.0.sign(id, seconds(at), body)
    }

    /// The request with this JSON as its body, signed as of now. `id` must be the same on every repeat of
    /// the same content, and of no other: the receiver recognises a repeat by it.
    pub fn signed(
        &self,
        request: RequestBuilder,
        id: &str,
        body: String,
    ) -> Result<RequestBuilder, NotSigned> {
        let now = now();
        let signature = self.sign(id, now, body.as_bytes())?;
        Ok(request
            .header(HEADER_WEBHOOK_ID, id)
            .header(HEADER_WEBHOOK_TIMESTAMP, seconds(now))
            .header(HEADER_WEBHOOK_SIGNATURE, signature)
            .header("content-type", "application/json")
            .body(body))
    }
}

fn seconds(at: Timestamp) -> i64 {
    i64::try_from(at.seconds()).unwrap_or(i64::MAX)
}

/// The time for a signature. The receiver compares it with its own clock, so only the real time
/// will do, even in simulations.
#[expect(
    clippy::disallowed_methods,
    reason = "the ports have no clock, and the signature needs the moment of sending"
)]
fn now() -> Timestamp {
    let since_epoch = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(0).plus(since_epoch)
}
