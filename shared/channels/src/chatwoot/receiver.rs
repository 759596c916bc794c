//! Verification of Chatwoot's webhooks.
//!
//! The signature covers the time and the body (<https://github.com/chatwoot/chatwoot/pull/13892>),
//! not the delivery's id: with another id, a repeat within the tolerance is recognised by its own
//! time only.

use std::time::Duration;

use conversation::Timestamp;
use fields::NotOpened;
use hmac::{Hmac, Mac};
use http::Method;
use sha2::Sha256;

use super::{Settings, events};
use crate::receive::{from_seconds, header, hmac};
use crate::{Request, Webhook, WebhookError};

const SIGNATURE: &str = "x-chatwoot-signature";
const TIMESTAMP: &str = "x-chatwoot-timestamp";
const DELIVERY: &str = "x-chatwoot-delivery";
/// The most by which a webhook's time and ours may differ, either way.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

pub(crate) struct Receiver {
    account_id: String,
    secret: Hmac<Sha256>,
}

impl std::fmt::Debug for Receiver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Receiver(..)")
    }
}

impl Receiver {
    pub(crate) fn new(settings: &Settings) -> Result<Self, NotOpened> {
        Ok(Self {
            account_id: settings.account_id.as_str().to_owned(),
            secret: hmac(settings.webhook_secret.opened()?)?,
        })
    }

    pub(crate) fn read(
        &self,
        request: &Request<'_>,
        now: Timestamp,
    ) -> Result<Webhook, WebhookError> {
        if request.method != Method::POST {
            return Err(WebhookError::Method);
        }
        self.verify(request, now)?;
        let delivery_id = header(request.headers, DELIVERY).filter(|id| !id.is_empty());
        let (events, ignored) = events::read(request.body, delivery_id, &self.account_id, now)?;
        Ok(Webhook::Events { events, ignored })
    }

    fn verify(&self, request: &Request<'_>, now: Timestamp) -> Result<(), WebhookError> {
        let verified = || {
            let timestamp = header(request.headers, TIMESTAMP)?;
            let sent_at = from_seconds(timestamp.parse().ok()?);
            let apart = now.since(sent_at).max(sent_at.since(now));

            let mut expected = self.secret.clone();
            expected.update(timestamp.as_bytes());
            expected.update(b".");
            expected.update(request.body);
            let digits = header(request.headers, SIGNATURE)?.strip_prefix("sha256=")?;
            let right = expected.verify_slice(&hex::decode(digits).ok()?).is_ok();
            (right && apart.as_secs() <= TOLERANCE.as_secs()).then_some(())
        };
        verified().ok_or(WebhookError::Unverified)
    }
}
