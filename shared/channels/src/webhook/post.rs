//! Signed calls to a business's own server.

use std::collections::BTreeMap;
use std::time::Duration;

use conversation::Timestamp;
use conversation::ports::Failure;
use outbound::{Access, BodyLimit, EndpointUrl, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};

use super::signing::Key;
use super::{REPLY_URL, SIGNING_SECRET, endpoint_url, signing_secret};
use crate::sending::{refused, taken, unanswered};
use crate::settings::{Settings, unusable};
use crate::{Field, Parts, SettingsError};

const URL: Field = Field::url("url", None, endpoint_url);

/// Where one integration's signed calls go: the plain webhook channel's, and those of a desk that
/// is reached by webhook.
#[derive(Debug)]
pub struct SignedPost {
    client: outbound::Client,
    url: Url,
    key: Key,
}

impl SignedPost {
    /// What it needs to be told where it is no channel's: `url` and `signing_secret`.
    pub const FIELDS: &'static [Field] = &[
        URL,
        Field::secret(SIGNING_SECRET.name, Parts::Outbound, signing_secret),
    ];

    /// From settings of its own, with a `url`, or from those of the plain webhook channel, with a
    /// `reply_url`.
    pub fn new(
        values: &BTreeMap<String, String>,
        secrets: &BTreeMap<String, SecretString>,
        client: outbound::Client,
    ) -> Result<Self, SettingsError> {
        let settings = Settings { values, secrets };
        let (field, text) = match settings.optional(&URL) {
            Some(text) => (URL, text),
            None => (REPLY_URL, settings.value(&REPLY_URL)?),
        };
        // The form only: what was saved is checked against the network at each connection.
        let url =
            EndpointUrl::parse(text, Access::Anywhere).map_err(|error| unusable(&field, error))?;
        let secret = settings.secret(&SIGNING_SECRET)?.expose_secret();
        Ok(Self {
            client,
            url: url.url().clone(),
            key: Key::parse(secret).map_err(|error| unusable(&SIGNING_SECRET, error))?,
        })
    }

    /// Posts a signed body; any 2xx is a success. `id` must be the same on every repeat of what is
    /// said, and of nothing else: the receiver knows a repeat by it.
    pub async fn post(&self, id: &str, body: &Value, time_limit: Duration) -> Result<(), Failure> {
        let body = body.to_string();
        let signature = self
            .key
            .sign(id, now(), body.as_bytes())
            .map_err(|error| Failure::permanent(format!("not signed: {error}")))?;
        let request = self
            .client
            .post(&self.url)
            .header(HEADER_WEBHOOK_ID, id)
            .header(HEADER_WEBHOOK_TIMESTAMP, signature.timestamp)
            .header(HEADER_WEBHOOK_SIGNATURE, signature.value)
            .header(http::header::CONTENT_TYPE, "application/json")
            .body(body);
        let response = self
            .client
            .send_for_status(request, BodyLimit::JSON, time_limit)
            .await
            .map_err(unanswered)?;
        taken(&response, refused)
    }
}

/// The receiver compares a signature's time with its own clock, so that no other than the real
/// time would do, in simulations neither.
#[expect(
    clippy::disallowed_methods,
    reason = "the port has no clock, and the signature needs the moment of sending"
)]
fn now() -> Timestamp {
    let since_epoch = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(0).plus(since_epoch)
}
