//! Meta's webhooks: the check of the subscription (GET) and the notifications (POST).

use conversation::Timestamp;
use fields::NotOpened;
use hmac::{Hmac, Mac};
use http::Method;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{Settings, envelope};
use crate::receive::hmac;
use crate::{Request, Webhook, WebhookError};

const SIGNATURE: &str = "x-hub-signature-256";

pub(crate) struct Receiver {
    phone_number_id: String,
    app_secret: Hmac<Sha256>,
    verify_token: SecretString,
}

impl std::fmt::Debug for Receiver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Receiver(..)")
    }
}

impl Receiver {
    pub(crate) fn new(settings: &Settings) -> Result<Self, NotOpened> {
        Ok(Self {
            phone_number_id: settings.phone_number_id.as_str().to_owned(),
            app_secret: hmac(settings.app_secret.opened()?)?,
            verify_token: settings.verify_token.opened()?.clone(),
        })
    }

    pub(crate) fn read(
        &self,
        request: &Request<'_>,
        now: Timestamp,
    ) -> Result<Webhook, WebhookError> {
        match *request.method {
            Method::GET => self.subscription(request.query),
            Method::POST => {
                self.verify(request)?;
                let (events, ignored) = envelope::read(request.body, &self.phone_number_id, now)?;
                Ok(Webhook::Events { events, ignored })
            }
            _ => Err(WebhookError::Method),
        }
    }

    /// The response to Meta's check of a new webhook, which asks for its challenge back. Source:
    /// <https://developers.facebook.com/docs/graph-api/webhooks/getting-started>.
    fn subscription(&self, query: &str) -> Result<Webhook, WebhookError> {
        let parameter = |name: &str| {
            url::form_urlencoded::parse(query.as_bytes())
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        let token = parameter("hub.verify_token").unwrap_or_default();
        let expected = self.verify_token.expose_secret();
        if !bool::from(token.as_bytes().ct_eq(expected.as_bytes())) {
            return Err(WebhookError::Unverified);
        }
        if parameter("hub.mode").as_deref() != Some("subscribe") {
            return Err(WebhookError::Malformed(
                "hub.mode: must be subscribe".into(),
            ));
        }
        let body = parameter("hub.challenge")
            .ok_or_else(|| WebhookError::Malformed("hub.challenge: is missing".into()))?;
        Ok(Webhook::Answer {
            content_type: "text/plain; charset=utf-8",
            body,
        })
    }

    /// Whether a signature is right. One is enough: a gateway may join repeated headers by commas.
    fn verify(&self, request: &Request<'_>) -> Result<(), WebhookError> {
        let mut expected = self.app_secret.clone();
        expected.update(request.body);
        request
            .headers
            .get_all(SIGNATURE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(|signature| signature.trim().strip_prefix("sha256="))
            .filter_map(|digits| hex::decode(digits).ok())
            .any(|signature| expected.clone().verify_slice(&signature).is_ok())
            .then_some(())
            .ok_or(WebhookError::Unverified)
    }
}
