//! Telegram's webhooks: one update in each.

use conversation::Timestamp;
use fields::NotOpened;
use http::Method;
use secrecy::SecretString;

use super::{Settings, update};
use crate::{Request, Webhook, WebhookError};

const HEADER: &str = "x-telegram-bot-api-secret-token";

#[derive(Debug)]
pub(crate) struct Receiver {
    secret_token: SecretString,
}

impl Receiver {
    pub(crate) fn new(settings: &Settings) -> Result<Self, NotOpened> {
        Ok(Self {
            secret_token: settings.secret_token.opened()?.clone(),
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
