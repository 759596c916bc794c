//! The Runtime API: passes what one process says over HTTP on to its environment.

use std::{io, net::SocketAddr};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
    serve::ListenerExt,
};
use bytes::Bytes;
use serde_json::json;
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    task::JoinSet,
};

use super::MAX_PAYLOAD_BYTES;

/// One event on its way to the process.
pub(super) struct Invocation {
    pub(super) request_id: String,
    /// Milliseconds since 1970.
    pub(super) deadline_ms: i64,
    pub(super) function_arn: String,
    pub(super) trace_id: String,
    pub(super) payload: Bytes,
}

/// What the process says.
pub(super) enum Call {
    /// It is ready for an invocation.
    Next(oneshot::Sender<Invocation>),
    /// An invocation has ended. `accepted` tells the process whether it was the one in progress.
    Outcome {
        request_id: String,
        outcome: Result<Bytes, Bytes>,
        accepted: oneshot::Sender<bool>,
    },
    /// It could not start.
    InitError(Bytes),
}

/// The server of one environment. It ends when this is dropped.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) calls: mpsc::Receiver<Call>,
    _task: JoinSet<()>,
}

type Calls = State<mpsc::Sender<Call>>;

/// Starts the server on a free port of the loopback interface.
pub(super) async fn start() -> io::Result<Server> {
    let (sender, calls) = mpsc::channel(1);
    let router = Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route(
            "/2018-06-01/runtime/invocation/{request_id}/response",
            post(response),
        )
        .route(
            "/2018-06-01/runtime/invocation/{request_id}/error",
            post(error),
        )
        .route("/2018-06-01/runtime/init/error", post(init_error))
        .layer(DefaultBodyLimit::max(MAX_PAYLOAD_BYTES))
        .with_state(sender);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY was refused");
        }
    });
    let mut task = JoinSet::new();
    task.spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "a Runtime API stopped");
        }
    });
    Ok(Server {
        address,
        calls,
        _task: task,
    })
}

async fn next(State(calls): Calls) -> Response {
    let (sender, invocation) = oneshot::channel();
    if calls.send(Call::Next(sender)).await.is_err() {
        return gone();
    }
    match invocation.await {
        Ok(invocation) => deliver(invocation).unwrap_or_else(gone),
        Err(_) => gone(),
    }
}

fn deliver(invocation: Invocation) -> Option<Response> {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("lambda-runtime-aws-request-id", invocation.request_id),
        (
            "lambda-runtime-deadline-ms",
            invocation.deadline_ms.to_string(),
        ),
        (
            "lambda-runtime-invoked-function-arn",
            invocation.function_arn,
        ),
        ("lambda-runtime-trace-id", invocation.trace_id),
        ("content-type", "application/json".to_owned()),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_str(&value).ok()?,
        );
    }
    Some((headers, invocation.payload).into_response())
}

async fn response(
    calls: Calls,
    Path(request_id): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match body {
        Ok(body) => finish(calls, request_id, Ok(body)).await,
        Err(rejection) => {
            let payload = json!({
                "errorType": "Function.ResponseSizeTooLarge",
                "errorMessage": format!("Response payload size exceeded maximum allowed payload size ({MAX_PAYLOAD_BYTES} bytes)."),
            });
            finish(calls, request_id, Err(Bytes::from(payload.to_string()))).await;
            rejection.into_response()
        }
    }
}

async fn error(calls: Calls, Path(request_id): Path<String>, body: Bytes) -> Response {
    finish(calls, request_id, Err(body)).await
}

async fn finish(
    State(calls): Calls,
    request_id: String,
    outcome: Result<Bytes, Bytes>,
) -> Response {
    let (accepted, answer) = oneshot::channel();
    let call = Call::Outcome {
        request_id,
        outcome,
        accepted,
    };
    let sent = calls.send(call).await.is_ok();
    if sent && answer.await.unwrap_or(false) {
        ok()
    } else {
        let problem =
            json!({"errorType": "InvalidRequestID", "errorMessage": "no such invocation"});
        (StatusCode::BAD_REQUEST, Json(problem)).into_response()
    }
}

async fn init_error(State(calls): Calls, body: Bytes) -> Response {
    if calls.send(Call::InitError(body)).await.is_err() {
        return gone();
    }
    ok()
}

fn ok() -> Response {
    (StatusCode::ACCEPTED, Json(json!({"status": "OK"}))).into_response()
}

/// The environment is being stopped.
fn gone() -> Response {
    StatusCode::GONE.into_response()
}
