//! Whazing's webhooks.

use conversation::Timestamp;
use fields::NotOpened;
use http::Method;
use secrecy::SecretString;

use super::Settings;
use super::events::{self, Own};
use crate::{Request, Webhook, WebhookError};

/// The header of the token. It is not `Authorization`. Source:
/// `integracoes/webhooks/modelo-webhook-canal.md`.
const TOKEN_HEADER: &str = "x-n8n-api-key";

#[derive(Debug)]
pub(crate) struct Receiver {
    webhook_token: SecretString,
    own: Own,
}

impl Receiver {
    pub(crate) fn new(settings: &Settings) -> Result<Self, NotOpened> {
        Ok(Self {
            webhook_token: settings.webhook_token.opened()?.clone(),
            own: Own {
                whatsapp_id: settings.whatsapp_id(),
                bot_queue: settings.bot_queue(),
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
