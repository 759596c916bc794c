//! Telegram's webhooks: one update in each.

use conversation::Timestamp;
use http::Method;
use secrecy::SecretString;

use super::{SECRET_TOKEN, update};
use crate::settings::Settings;
use crate::{Request, SettingsError, Webhook, WebhookError};

const HEADER: &str = "x-telegram-bot-api-secret-token";

#[derive(Debug)]
pub(crate) struct Receiver {
    secret_token: SecretString,
}

impl Receiver {
    pub(crate) fn new(settings: &Settings<'_>) -> Result<Self, SettingsError> {
        Ok(Self {
            secret_token: settings.secret(&SECRET_TOKEN)?.clone(),
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
        request.verify_token(HEADER, &self.secret_token)?;
        let (events, ignored) = update::read(request.body, now)?;
        Ok(Webhook::Events { events, ignored })
    }
}
