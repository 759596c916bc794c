//! The console's JSON API: the assistants and the integrations, for the operator.
//!
//! What it takes is checked field by field, and a refusal names the field by its JSON path.
//! Secrets go in and never come out. Which settings a channel has, only `channels` knows.

mod admin_token;
mod answer;
mod assistants;
mod error;
mod fields;
mod integrations;
mod precondition;
mod refused;
mod router;
mod secret_input;

use conversation::ports::Clock;
use lambda::{error_chain, telemetry};
use lambda_http::http::Method;
use lambda_http::{Body, Request, RequestExt, Response};
use store::{Secrets, Settings};
use tracing::Instrument;

pub use admin_token::{AdminToken, AdminTokenError};

use error::ApiError;
use router::Route;

/// The largest body that is read: several times what the longest settings need.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// What the function holds for as long as its environment lives.
#[derive(Debug)]
pub struct Console<C> {
    /// Who may use it.
    pub admin_token: AdminToken<C>,
    /// What it reads and writes.
    pub settings: Settings<C>,
    /// The integrations' secrets.
    pub secrets: Secrets<C>,
    /// Knows where the URLs in the settings may lead.
    pub client: outbound::Client,
    /// Tells how long a request took.
    pub clock: C,
}

/// Answers one request.
pub async fn handle<C: Clock>(console: &Console<C>, request: Request) -> Response<Body> {
    let context = request.lambda_context_ref();
    let invocation = telemetry::invocation(context.map_or("", |context| &context.request_id));
    answer(console, &request).instrument(invocation).await
}

async fn answer<C: Clock>(console: &Console<C>, request: &Request) -> Response<Body> {
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

async fn dispatch<C: Clock>(
    console: &Console<C>,
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
    match (request.method(), route) {
        (_, Route::Outside | Route::Unknown) => Err(ApiError::NotFound),
        (&Method::GET, Route::Assistants) => assistants::list(console).await,
        (&Method::GET, Route::Assistant(id)) => assistants::get(console, id).await,
        (&Method::PUT, Route::Assistant(id)) => assistants::put(console, id, request).await,
        (&Method::DELETE, Route::Assistant(id)) => assistants::delete(console, id, request).await,
        (&Method::GET, Route::Integrations) => integrations::list(console).await,
        (&Method::GET, Route::Integration(id)) => integrations::get(console, id).await,
        (&Method::PUT, Route::Integration(id)) => integrations::put(console, id, request).await,
        (&Method::DELETE, Route::Integration(id)) => {
            integrations::delete(console, id, request).await
        }
        (_, Route::Assistants | Route::Integrations) => Err(ApiError::MethodNotAllowed("GET")),
        (_, Route::Assistant(_) | Route::Integration(_)) => {
            Err(ApiError::MethodNotAllowed("GET, PUT, DELETE"))
        }
    }
}
