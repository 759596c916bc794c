//! Webhooks: verify, parse, store, 2xx. Nothing is acknowledged before it is stored.

mod events;
mod integration;
mod note;
mod webhook_response;

use std::time::Duration;

use channels::{Webhook, WebhookError};
use conversation::{
    IntegrationId,
    ports::{Clock, InboundPorts, PortError},
};
use lambda::{SystemClock, error_chain, metrics, metrics::Metric, warm};
use lambda_http::{Body, Request, RequestExt, Response, http::StatusCode};
use queues::SqsWakeUps;
use store::{DynamoConversations, Secrets, SettingsCache, WebhookNotes};
use tokio::time::{Instant, timeout_at};

use crate::{integration::OpenedIntegration, webhook_response::WebhookResponse};

/// The largest body that is read. Meta puts up to a thousand changes into one, about 3 MB.
const MAX_BODY_BYTES: usize = 3 * 1024 * 1024;

/// How long reading the settings and opening their secrets may take, since no provider waits long.
const OPEN_LIMIT: Duration = Duration::from_secs(3);

/// What the function holds for as long as its environment lives.
#[derive(Debug)]
pub struct Ingest {
    /// The integrations.
    pub settings: SettingsCache<SystemClock>,
    /// The integrations' secrets; only the inbound ones.
    pub secrets: Secrets<SystemClock>,
    /// When the last webhooks came.
    pub webhooks: WebhookNotes<SystemClock>,
    /// The table.
    pub conversations: DynamoConversations<SystemClock>,
    /// The wake-up queue.
    pub wake_ups: SqsWakeUps,
}

lambda::inbound_ports!(Ingest, self => self);

impl Ingest {
    /// Opens the connections that the first webhook would otherwise wait for.
    pub async fn warm(&self) {
        tokio::join!(
            warm("the table", self.conversations.warm()),
            warm("the queue", self.wake_ups.warm()),
        );
    }
}

/// Answers one webhook.
pub async fn handle(ingest: &Ingest, request: Request) -> Response<Body> {
    let began = ingest.clock().now();
    let response = webhook(ingest, &request).await;
    let ended = ingest.clock().now();
    let mut measured = vec![
        Metric::count(response.metric(), 1.0),
        Metric::millis("WebhookMillis", ended.since(began).as_secs_f64() * 1000.0),
    ];
    measured.extend(
        response
            .counts
            .iter()
            .map(|(name, n)| Metric::count(name, *n as f64)),
    );
    let integration = response.integration.as_ref().map_or("", |id| id.as_str());
    let fields = [("integration_id", integration)];
    metrics::emit(ended, "ingest", &measured, &fields);
    response.into_response()
}

async fn webhook(ingest: &Ingest, request: &Request) -> WebhookResponse {
    let began = Instant::now();
    let Some(id) = integration_of(request) else {
        return WebhookResponse::refused(StatusCode::NOT_FOUND, "no such webhook");
    };
    if request.body().len() > MAX_BODY_BYTES {
        return WebhookResponse::refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "a webhook has at most 3 MB",
        );
    }
    let open = async |age| {
        let began = Instant::now();
        within(Some(OPEN_LIMIT), began, integration::open(ingest, &id, age)).await
    };
    let mut opened = match open(integration::Age::Cached).await {
        Ok(Some(opened)) => opened,
        Ok(None) => return WebhookResponse::refused(StatusCode::NOT_FOUND, "no such integration"),
        Err(error) => return failed(&id, &error),
    };
    let mut read = verify(ingest, &opened, request);
    if read == Err(WebhookError::Unverified) {
        // Its secrets may have been changed a moment ago.
        match open(integration::Age::Fresh).await {
            Ok(Some(fresh)) if fresh.version != opened.version => {
                opened = fresh;
                read = verify(ingest, &opened, request);
            }
            Ok(_) => {}
            Err(error) => return failed(&id, &error),
        }
    }
    let noted = note::outcome(&read);
    let answer = answer(ingest, &id, &opened, read, began);
    let response = note::beside(answer, ingest, &id, noted).await;
    response.of(id)
}

async fn answer(
    ingest: &Ingest,
    id: &IntegrationId,
    opened: &OpenedIntegration,
    read: Result<Webhook, WebhookError>,
    began: Instant,
) -> WebhookResponse {
    match read {
        Ok(Webhook::Answer { content_type, body }) => WebhookResponse::said(content_type, body),
        Ok(Webhook::Events { events, ignored }) => {
            let storing = events::store(ingest, id, opened, events);
            let limit = opened.channel.answer_within();
            match within(limit, began, storing).await {
                Ok(counts) => WebhookResponse::stored(id, counts, &ignored),
                Err(error) => failed(id, &error),
            }
        }
        Err(refused) => WebhookResponse::refused(refused.status(), &refused.to_string()),
    }
}

/// Gives up once the provider no longer waits for the response. What is stored by then will be
/// recognised as a repeat.
async fn within<T>(
    limit: Option<Duration>,
    began: Instant,
    storing: impl Future<Output = Result<T, PortError>>,
) -> Result<T, PortError> {
    let Some(limit) = limit else {
        return storing.await;
    };
    let stored = timeout_at(began + limit, storing).await;
    stored.unwrap_or_else(|late| Err(PortError::new(late)))
}

fn verify(
    ingest: &Ingest,
    opened: &OpenedIntegration,
    request: &Request,
) -> Result<Webhook, WebhookError> {
    let request = channels::Request {
        method: request.method(),
        query: request.uri().query().unwrap_or_default(),
        headers: request.headers(),
        body: request.body().as_ref(),
    };
    opened.channel.read(request, ingest.clock().now())
}

/// The integration that `/webhooks/{integration_id}` names.
fn integration_of(request: &Request) -> Option<IntegrationId> {
    let id = request.raw_http_path().strip_prefix("/webhooks/")?;
    IntegrationId::parse(id).ok()
}

/// The response to a failure. Nothing is lost, since the provider sends the webhook again.
fn failed(id: &IntegrationId, error: &(dyn std::error::Error + 'static)) -> WebhookResponse {
    let error = error_chain(error);
    tracing::error!(
        integration_id = id.as_str(),
        error,
        "a webhook was not stored"
    );
    WebhookResponse::refused(
        StatusCode::INTERNAL_SERVER_ERROR,
        "not stored; send it again",
    )
    .of(id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Option<Duration> = Some(Duration::from_millis(20));

    #[tokio::test]
    async fn storing_is_given_up_only_where_the_provider_does_not_wait() {
        let stuck = || std::future::pending::<Result<(), PortError>>();
        let late = within(SHORT, Instant::now(), stuck()).await;
        assert!(late.is_err());

        let slow = async {
            tokio::time::sleep(Duration::from_millis(60)).await;
            Ok(1)
        };
        assert_eq!(within(None, Instant::now(), slow).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn the_time_counts_from_the_webhooks_arrival() {
        let long_ago = Instant::now() - Duration::from_secs(1);
        let slow = async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Ok(())
        };
        assert!(within(SHORT, long_ago, slow).await.is_err());
    }
}
