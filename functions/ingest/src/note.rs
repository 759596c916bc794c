//! Noting that a webhook came, for whoever asks whether an integration works.

use std::time::Duration;

use channels::{Webhook, WebhookError};
use conversation::IntegrationId;
use store::WebhookOutcome;
use tokio::time::timeout;

use crate::Ingest;

/// How long the response may wait for a note that is written beside the storing, once a minute at
/// most. Whatever the function has not done by its response waits for the next webhook.
const TIME_LIMIT: Duration = Duration::from_millis(100);

/// What to note of a webhook; none if it ended before its signature or token was looked at.
pub(crate) const fn outcome(read: &Result<Webhook, WebhookError>) -> Option<WebhookOutcome> {
    match read {
        Ok(_) | Err(WebhookError::Malformed(_) | WebhookError::TooLarge) => {
            Some(WebhookOutcome::Verified)
        }
        Err(WebhookError::Unverified) => Some(WebhookOutcome::Refused),
        Err(WebhookError::Method) => None,
    }
}

/// Notes it. A note that fails, or takes too long, is missing, and nothing else.
pub(crate) async fn note(ingest: &Ingest, id: &IntegrationId, outcome: Option<WebhookOutcome>) {
    let Some(outcome) = outcome else {
        return;
    };
    let noting = ingest.webhooks.note(id, outcome);
    if let Ok(Err(error)) = timeout(TIME_LIMIT, noting).await {
        tracing::warn!(integration_id = id.as_str(), %error, "a webhook was not noted");
    }
}
