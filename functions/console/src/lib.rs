//! The console's JSON API: assistants, integrations and conversations, for the operator.
//!
//! What it takes is checked field by field, and a refusal names the field by its JSON path.
//! Secrets go in and never come out. Which settings a channel has, only `channels` knows.

mod admin_token;
mod answer;
mod assistants;
mod clock;
mod conversations;
mod error;
mod fields;
mod integrations;
mod precondition;
mod refused;
mod router;
mod secret_input;
mod voices;

use conversation::ports::Clock;
use lambda::{error_chain, telemetry};
use lambda_http::http::Method;
use lambda_http::{Body, Request, RequestExt, Response};
use queues::SqsWakeUps;
use speech::AudioStore;
use store::{DynamoConversations, Secrets, Settings};
use tracing::Instrument;

pub use admin_token::{AdminToken, AdminTokenError};
pub use clock::{AnyClock, SharedClock};

use error::ApiError;
use router::{Place, Route};

pub use router::calls;

/// The largest body that is read: several times what the longest settings need.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// What the function holds for as long as its environment lives.
#[derive(Debug)]
pub struct Console {
    /// Who may use it.
    pub admin_token: AdminToken,
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

/// Answers one request.
pub async fn handle(console: &Console, request: Request) -> Response<Body> {
    let context = request.lambda_context_ref();
    let invocation = telemetry::invocation(context.map_or("", |context| &context.request_id));
    answer(console, &request).instrument(invocation).await
}

async fn answer(console: &Console, request: &Request) -> Response<Body> {
    let began = console.clock.now();
    let route = Route::of(request.raw_http_path());
    let response = dispatch(console, route, request)
        .await
        .unwrap_or_else(|error| {
            if let ApiError::Internal(cause) = &error {
                tracing::error!(error = error_chain(cause.as_ref()), "a request failed");
            }
            answer::error(&error)
        });
    let duration = console.clock.now().since(began);
    tracing::info!(
        method = request.method().as_str(),
        route = route.template(),
        status = response.status().as_u16(),
        duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

async fn dispatch(
    console: &Console,
    route: Route<'_>,
    request: &Request,
) -> Result<Response<Body>, ApiError> {
    if route == Route::Outside {
        return Err(ApiError::NotFound);
    }
    console.admin_token.check(request.headers()).await?;
    if request.body().len() > MAX_BODY_BYTES {
        return Err(ApiError::TooLarge);
    }
    let Route::To(entry, ids) = route else {
        return Err(ApiError::NotFound);
    };
    let [id, _] = ids;
    match (request.method(), entry.place) {
        (&Method::GET, Place::Assistants) => assistants::list(console).await,
        (&Method::GET, Place::Assistant) => assistants::get(console, id).await,
        (&Method::PUT, Place::Assistant) => assistants::put(console, id, request).await,
        (&Method::DELETE, Place::Assistant) => assistants::delete(console, id, request).await,
        (&Method::GET, Place::Integrations) => integrations::list(console).await,
        (&Method::GET, Place::Integration) => integrations::get(console, id).await,
        (&Method::PUT, Place::Integration) => integrations::put(console, id, request).await,
        (&Method::DELETE, Place::Integration) => integrations::delete(console, id, request).await,
        (&Method::POST, Place::Webhook) => integrations::connect(console, id, request).await,
        (&Method::GET, Place::IntegrationVoices) => voices::of_integration(console, id).await,
        (&Method::GET, Place::IntegrationVoiceModels) => {
            voices::models_of_integration(console, id).await
        }
        (&Method::GET, Place::Conversations) => conversations::list(console, id, request).await,
        (&Method::POST, Place::ReleaseFailed) => {
            conversations::release_failed(console, id, request).await
        }
        (&Method::GET, Place::Conversation) => conversations::get(console, ids, request).await,
        (&Method::DELETE, Place::Conversation) => conversations::erase(console, ids).await,
        (&Method::POST, Place::TakeOver) => conversations::take_over(console, ids).await,
        (&Method::POST, Place::Release) => conversations::release(console, ids).await,
        (&Method::POST, Place::Messages) => conversations::say(console, ids, request).await,
        (&Method::POST, Place::Voices) => voices::of_key(console, request).await,
        (&Method::POST, Place::VoiceModels) => voices::models_of_key(console, request).await,
        _ => Err(ApiError::MethodNotAllowed(entry.methods)),
    }
}
