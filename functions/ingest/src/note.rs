//! Noting that a webhook came, for whoever asks whether an integration works.

use std::pin::pin;
use std::time::Duration;

use channels::{Webhook, WebhookError};
use conversation::IntegrationId;
use futures_util::future::{Either, select};
use store::WebhookOutcome;
use tokio::time::timeout;

use crate::Ingest;

/// How long the response may wait for a note that is written beside the storing, usually once a minute
/// at most. Whatever the function has not done by its response waits for the next webhook.
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

/// What `answer` gives, once the webhook is noted as well or has had its time for that. A note that
/// fails, or takes too long, is missing, and nothing else.
pub(crate) async fn beside<T>(
    answer: impl Future<Output = T>,
    ingest: &Ingest,
    id: &IntegrationId,
    outcome: Option<WebhookOutcome>,
) -> T {
    let (answer, noting) = (pin!(answer), pin!(note(ingest, id, outcome)));
    match select(answer, noting).await {
        Either::Left((answered, noting)) => {
            if timeout(TIME_LIMIT, noting).await.is_err() {
                let integration_id = id.as_str();
                tracing::warn!(integration_id, "a webhook was not noted in time");
            }
            answered
        }
        Either::Right(((), answer)) => answer.await,
    }
}

async fn note(ingest: &Ingest, id: &IntegrationId, outcome: Option<WebhookOutcome>) {
    let Some(outcome) = outcome else {
        return;
    };
    if let Err(error) = ingest.webhooks.note(id, outcome).await {
        tracing::warn!(integration_id = id.as_str(), %error, "a webhook was not noted");
    }
}
