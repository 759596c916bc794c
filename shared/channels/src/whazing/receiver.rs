//! Whazing's webhooks.

use conversation::Timestamp;
use http::Method;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::{BOT_QUEUE, WEBHOOK_TOKEN, events};
use crate::settings::{Settings, unusable};
use crate::{Request, SettingsError, Webhook, WebhookError};

/// Not `Authorization`. Source: `integracoes/webhooks/modelo-webhook-canal.md`.
const TOKEN_HEADER: &str = "x-n8n-api-key";

#[derive(Debug)]
pub(crate) struct Receiver {
    webhook_token: SecretString,
    bot_queue: Option<u64>,
}

impl Receiver {
    pub(crate) fn new(settings: &Settings<'_>) -> Result<Self, SettingsError> {
        let bot_queue = settings.optional(&BOT_QUEUE);
        Ok(Self {
            webhook_token: settings.secret(&WEBHOOK_TOKEN)?.clone(),
            bot_queue: bot_queue
                .map(|queue| queue.parse().map_err(|error| unusable(&BOT_QUEUE, error)))
                .transpose()?,
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
        let expected = self.webhook_token.expose_secret().as_bytes();
        let given = request.headers.get(TOKEN_HEADER);
        if !given.is_some_and(|given| given.as_bytes().ct_eq(expected).into()) {
            return Err(WebhookError::Unverified);
        }
        let (events, ignored) = events::read(request.body, self.bot_queue, now)?;
        Ok(Webhook::Events { events, ignored })
    }
}
