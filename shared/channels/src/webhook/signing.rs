//! Standard Webhooks' symmetric signatures.

use std::time::Duration;

use conversation::Timestamp;
use fields::{NotOpened, Secret};
use http::HeaderMap;
use secrecy::ExposeSecret;
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};
use subtle::ConstantTimeEq;

use super::settings::SigningSecret;
use crate::WebhookError;
use crate::receive::header;

/// The most by which a webhook's time and ours may differ, either way.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// Text that is not a signing secret.
#[derive(Debug, thiserror::Error)]
#[error("must be whsec_ followed by 24 to 64 bytes in base64")]
pub(super) struct InvalidKey;

/// The key that signs both directions.
pub(super) struct Key(Webhook);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

/// A signature, with what it covers beside the body.
pub(super) struct Signature {
    pub(super) timestamp: String,
    pub(super) value: String,
}

impl Key {
    /// Reads a key in the specification's form.
    pub(super) fn parse(text: &str) -> Result<Self, InvalidKey> {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let bytes = text
            .strip_prefix("whsec_")
            .and_then(|digits| STANDARD.decode(digits).ok())
            .filter(|bytes| (24..=64).contains(&bytes.len()))
            .ok_or(InvalidKey)?;
        Webhook::from_bytes(bytes).map(Self).map_err(|_| InvalidKey)
    }

    /// The key of settings whose secrets are opened.
    pub(super) fn of<W>(secret: &Secret<W, SigningSecret>) -> Result<Self, NotOpened> {
        Self::parse(secret.opened()?.expose_secret()).map_err(|error| NotOpened(error.to_string()))
    }

    pub(super) fn sign(
        &self,
        id: &str,
        now: Timestamp,
        body: &[u8],
    ) -> Result<Signature, standardwebhooks::WebhookError> {
        let seconds = i64::try_from(now.seconds()).unwrap_or(i64::MAX);
        Ok(Signature {
            timestamp: seconds.to_string(),
            value: self.0.sign(id, seconds, body)?,
        })
    }

    /// Verifies a request, and gives the delivery's id. The library makes the signature but does
    /// not compare it: its own `verify` takes the time from the machine's clock, and ours is passed
    /// in.
    pub(super) fn verify<'h>(
        &self,
        headers: &'h HeaderMap,
        now: Timestamp,
        body: &[u8],
    ) -> Result<&'h str, WebhookError> {
        let header = |name| header(headers, name);
        let verified = || {
            let id = header(HEADER_WEBHOOK_ID)?;
            let seconds: u64 = header(HEADER_WEBHOOK_TIMESTAMP)?.parse().ok()?;
            let signatures = header(HEADER_WEBHOOK_SIGNATURE)?;

            let sent_at = Timestamp::from_millis(seconds.checked_mul(1000)?);
            let apart = now.since(sent_at).max(sent_at.since(now));
            let expected = self.sign(id, sent_at, body).ok()?.value;
            let right = signatures
                .split_ascii_whitespace()
                .any(|signature| signature.as_bytes().ct_eq(expected.as_bytes()).into());
            (right && apart.as_secs() <= TOLERANCE.as_secs()).then_some(id)
        };
        verified().ok_or(WebhookError::Unverified)
    }
}
