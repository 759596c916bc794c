//! Signed calls to a business's own server.

use std::time::Duration;

use conversation::Timestamp;
use conversation::ports::Failure;
use fields::{Endpoint, Link};
use http_client::{BodyLimit, Url};
use serde_json::Value;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};

use super::signing::Key;
use crate::sending::{refused, taken, unanswered};

/// The target of one integration's signed calls, for the plain webhook channel and for a desk that
/// is reached by webhook.
#[derive(Debug)]
pub(super) struct SignedPost {
    pub(super) client: http_client::Client,
    url: Url,
    key: Key,
}

impl SignedPost {
    pub(super) fn new(url: &Link<Endpoint>, key: Key, client: http_client::Client) -> Self {
        let url = url.url().url().clone();
        Self { client, url, key }
    }

    /// Posts a signed body; any 2xx is a success. `id` must be the same on every repeat of the same
    /// content, and of no other: the receiver recognises a repeat by it.
    pub(super) async fn post(
        &self,
        id: &str,
        body: &Value,
        time_limit: Duration,
    ) -> Result<(), Failure> {
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

/// The time for a signature. The receiver compares it with its own clock, so only the real time
/// will do, even in simulations.
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
