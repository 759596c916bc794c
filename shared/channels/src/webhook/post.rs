//! Signed calls to a business's own server.

use std::time::Duration;

use conversation::ports::Failure;
use fields::{Endpoint, Link};
use http_client::{BodyLimit, Url};
use serde_json::Value;
use signing::Key;

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
        let request = self
            .key
            .signed(self.client.post(&self.url), id, body.to_string());
        let request =
            request.map_err(|error| Failure::permanent(format!("not signed: {error}")))?;
        let response = self
            .client
            .send_for_status(request, BodyLimit::JSON, time_limit)
            .await
            .map_err(unanswered)?;
        taken(&response, refused)
    }
}
