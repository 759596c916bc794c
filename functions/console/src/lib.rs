//! The console for those who operate Recado, each within what is theirs: a JSON API, and pages in the
//! browser that do the same.
//!
//! Requests are checked field by field, and a refusal names the field by its JSON path. Secrets go
//! in and never come out. Only `channels` knows which settings a channel has.

mod access_tokens;
mod admin_token;
mod admission;
mod answer;
mod assistants;
mod at;
mod audio;
mod audit;
mod body;
mod clock;
mod conversations;
mod error;
mod etag;
mod figures;
mod gateway;
mod identity;
mod integrations;
mod openapi;
mod pages;
mod permission;
mod phone;
mod prices;
mod query;
mod refused;
mod router;
mod texts;
mod voices;
mod who;

use std::sync::Arc;

use axum::Router;
use axum::extract::MatchedPath;
use axum::http::header::CONTENT_LENGTH;
use axum::response::{IntoResponse, Response};
use conversation::ports::Clock;
use lambda::telemetry;
use lambda_http::{Request, RequestExt, Service};
use queues::SqsWakeUps;
use speech::AudioStore;
use store::{
    AccessTokens, Audit, DynamoConversations, FiguresTable, Secrets, Sessions, SettingsTable,
    WebhookNotes,
};
use tracing::Instrument;

pub use admin_token::{AdminToken, AdminTokenError};
pub use clock::{AnyClock, SharedClock};
pub use openapi::document as openapi_document;

use error::ApiError;

/// What the function holds for as long as its environment lives.
#[derive(Debug)]
pub struct Console {
    /// The admin token.
    pub admin_token: AdminToken,
    /// The access tokens of everybody else.
    pub access_tokens: AccessTokens<AnyClock>,
    /// Who is signed in to the pages.
    pub sessions: Sessions<AnyClock>,
    /// The record of who did what.
    pub audit: Audit<AnyClock>,
    /// The assistants and the integrations.
    pub settings: SettingsTable<AnyClock>,
    /// The integrations' secrets.
    pub secrets: Secrets<AnyClock>,
    /// When the last webhooks came.
    pub webhooks: WebhookNotes<AnyClock>,
    /// The conversations.
    pub conversations: DynamoConversations<AnyClock>,
    /// The figures.
    pub figures: FiguresTable,
    /// The stored audio, for playing and erasing it.
    pub audio: AudioStore<AnyClock>,
    /// The wake-up queue, for conversations that return.
    pub wake_ups: SqsWakeUps,
    /// The HTTP client, which checks where the settings' URLs lead.
    pub client: http_client::Client,
    /// The clock.
    pub clock: AnyClock,
}

/// The routers, with a console's services.
#[derive(Debug, Clone)]
pub struct Server {
    api: Router,
    pages: Router,
    clock: AnyClock,
}

impl Server {
    /// Answers with what `console` holds.
    pub fn new(console: Arc<Console>) -> Self {
        let clock = console.clock.clone();
        Self {
            api: router::api(Arc::clone(&console)),
            pages: router::pages(console),
            clock,
        }
    }

    /// Answers one request.
    pub async fn handle(&self, request: Request) -> Response {
        let context = request.lambda_context_ref();
        let invocation = telemetry::invocation(context.map_or("", |context| &context.request_id));
        self.answer(request).instrument(invocation).await
    }

    async fn answer(&self, request: Request) -> Response {
        let began = self.clock.now();
        let method = request.method().clone();
        let mut response = match gateway::routed(request) {
            None => ApiError::NotFound.into_response(),
            Some(request) => {
                let below = request.uri().path().strip_prefix(router::API);
                let router = match below {
                    Some(below) if below.is_empty() || below.starts_with('/') => &self.api,
                    _ => &self.pages,
                };
                let Ok(response) = router.clone().call(request).await;
                response
            }
        };
        // API Gateway counts for itself.
        response.headers_mut().remove(CONTENT_LENGTH);
        let path = response.extensions_mut().remove::<MatchedPath>();
        let duration = self.clock.now().since(began);
        tracing::info!(
            method = method.as_str(),
            route = path.as_ref().map_or("unknown", MatchedPath::as_str),
            status = response.status().as_u16(),
            duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
            "answered"
        );
        response
    }
}
