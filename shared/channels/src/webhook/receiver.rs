//! Webhooks of a provider of one's own.

use conversation::Timestamp;
use http::Method;
use secrecy::ExposeSecret;

use super::signing::Key;
use super::{SIGNING_SECRET, message};
use crate::settings::{Settings, unusable};
use crate::{Request, SettingsError, Webhook, WebhookError};

#[derive(Debug)]
pub(crate) struct Receiver {
    key: Key,
}

impl Receiver {
    pub(crate) fn new(settings: &Settings<'_>) -> Result<Self, SettingsError> {
        let secret = settings.secret(&SIGNING_SECRET)?.expose_secret();
        Ok(Self {
            key: Key::parse(secret).map_err(|error| unusable(&SIGNING_SECRET, error))?,
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
        let delivery_id = self.key.verify(request.headers, now, request.body)?;
        let (events, ignored) = message::read(request.body, delivery_id, now)?;
        Ok(Webhook::Events { events, ignored })
    }
}
