//! Webhooks of the plain webhook channel.

use conversation::Timestamp;
use fields::NotOpened;
use http::Method;
use signing::Key;

use super::{Settings, message, verifying};
use crate::{Request, Webhook, WebhookError};

#[derive(Debug)]
pub(crate) struct Receiver {
    key: Key,
}

impl Receiver {
    pub(crate) fn new(settings: &Settings) -> Result<Self, NotOpened> {
        let key = Key::of(&settings.signing_secret)?;
        Ok(Self { key })
    }

    pub(crate) fn read(
        &self,
        request: &Request<'_>,
        now: Timestamp,
    ) -> Result<Webhook, WebhookError> {
        if request.method != Method::POST {
            return Err(WebhookError::Method);
        }
        let delivery_id = verifying::verify(&self.key, request.headers, now, request.body)?;
        let (events, ignored) = message::read(request.body, delivery_id, now)?;
        Ok(Webhook::Events { events, ignored })
    }
}
