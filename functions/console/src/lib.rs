//! The console's JSON API: assistants, integrations and conversations, for those who operate
//! Recado, each within what is theirs.
//!
//! What it takes is checked field by field, and a refusal names the field by its JSON path.
//! Secrets go in and never come out. Which settings a channel has, only `channels` knows.

mod access_tokens;
mod admin_token;
mod admission;
mod answer;
mod assistants;
mod at;
mod audit;
mod body;
mod clock;
mod conversations;
mod error;
mod gateway;
mod identity;
mod integrations;
mod openapi;
mod permission;
mod precondition;
mod query;
mod refused;
mod router;
mod voices;

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
use store::{AccessTokens, Audit, DynamoConversations, Secrets, Settings};
use tracing::Instrument;

pub use admin_token::{AdminToken, AdminTokenError};
pub use clock::{AnyClock, SharedClock};
pub use openapi::document as openapi_document;

use error::ApiError;

/// What the function holds for as long as its environment lives.
#[derive(Debug)]
pub struct Console {
    /// Opens everything.
    pub admin_token: AdminToken,
    /// Who else may use it.
    pub access_tokens: AccessTokens<AnyClock>,
    /// Who did what.
    pub audit: Audit<AnyClock>,
    /// What it reads and writes.
    pub settings: Settings<AnyClock>,
    /// The integrations' secrets.
    pub secrets: Secrets<AnyClock>,
    /// What people and the assistant said.
    pub conversations: DynamoConversations<AnyClock>,
    /// What the assistant said in a voice.
    pub audio: AudioStore<AnyClock>,
    /// Where a conversation that comes back gets its wake-up.
    pub wake_ups: SqsWakeUps,
    /// Knows where the URLs in the settings may lead.
    pub client: outbound::Client,
    /// Tells how long a request took.
    pub clock: AnyClock,
}

/// The API on a console's services.
#[derive(Debug, Clone)]
pub struct Api {
    router: Router,
    clock: AnyClock,
}

impl Api {
    /// Answers with what `console` holds.
    pub fn new(console: Arc<Console>) -> Self {
        let clock = console.clock.clone();
        let router = router::router(console);
        Self { router, clock }
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
                let Ok(response) = self.router.clone().call(request).await;
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
