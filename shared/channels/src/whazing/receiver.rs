//! Whazing's webhooks.

use conversation::Timestamp;
use http::Method;
use secrecy::SecretString;

use super::events::{self, Own};
use super::{BOT_QUEUE, WEBHOOK_TOKEN, WHATSAPP_ID};
use crate::settings::Settings;
use crate::{Request, SettingsError, Webhook, WebhookError};

/// Not `Authorization`. Source: `integracoes/webhooks/modelo-webhook-canal.md`.
const TOKEN_HEADER: &str = "x-n8n-api-key";

#[derive(Debug)]
pub(crate) struct Receiver {
    webhook_token: SecretString,
    own: Own,
}

impl Receiver {
    pub(crate) fn new(settings: &Settings<'_>) -> Result<Self, SettingsError> {
        Ok(Self {
            webhook_token: settings.secret(&WEBHOOK_TOKEN)?.clone(),
            own: Own {
                whatsapp_id: settings.optional_id(&WHATSAPP_ID)?,
                bot_queue: settings.optional_id(&BOT_QUEUE)?,
            },
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
        request.verify_token(TOKEN_HEADER, &self.webhook_token)?;
        let (events, ignored) = events::read(request.body, self.own, now)?;
        Ok(Webhook::Events { events, ignored })
    }
}
