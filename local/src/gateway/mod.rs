//! API Gateway, as an HTTP API with payload format 2.0 in front of the functions.
//!
//! Sources: <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
//! and <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>.

mod event;
mod response;
mod routes;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::to_bytes,
    extract::{ConnectInfo, Request, State},
    http::StatusCode,
    response::Response,
    serve::ListenerExt,
};
use bytes::Bytes;
use jiff::Timestamp;
use tokio::{net::TcpListener, task::JoinSet, time::timeout};
use uuid::Uuid;

use crate::runtime::InvokeError;
use event::Received;
pub use routes::Routes;

/// The most bytes the body of a request may have.
const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

/// How long the gateway waits for a function.
const INTEGRATION_TIMEOUT: Duration = Duration::from_secs(30);

/// The gateway. It stops when this is dropped.
#[derive(Debug)]
pub struct Gateway {
    address: SocketAddr,
    _task: JoinSet<()>,
}

impl Gateway {
    /// Listens on the loopback interface; port 0 takes a free one. Requests wait for
    /// [`Gateway::start`].
    ///
    /// # Errors
    /// If the port is taken.
    pub async fn listen(port: u16) -> io::Result<TcpListener> {
        TcpListener::bind(("127.0.0.1", port)).await
    }

    /// Serves the requests to the listener. Must be called on a tokio runtime.
    ///
    /// # Errors
    /// If the listener's address cannot be read.
    pub fn start(listener: TcpListener, routes: Routes) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY was refused");
            }
        });
        let service = Router::new()
            .fallback(handle)
            .with_state(Arc::new(routes))
            .into_make_service_with_connect_info::<SocketAddr>();
        let mut task = JoinSet::new();
        task.spawn(async move {
            if let Err(error) = axum::serve(listener, service).await {
                tracing::error!(%error, "the gateway stopped");
            }
        });
        Ok(Self {
            address,
            _task: task,
        })
    }

    /// Where it listens, without a trailing slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn handle(
    State(routes): State<Arc<Routes>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let received = Received {
        request_id: Uuid::new_v4().to_string(),
        at: Timestamp::now(),
        source: peer.ip(),
    };
    let (parts, body) = request.into_parts();
    let Some(route) = routes.find(parts.uri.path()) else {
        return response::message(StatusCode::NOT_FOUND, "Not Found");
    };
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        return too_large();
    };
    let Ok(event) = event::json(&parts, &body, &route, &received) else {
        return response::internal_error();
    };
    let invocation = route.function.invoke(Bytes::from(event));
    match timeout(INTEGRATION_TIMEOUT, invocation).await {
        Ok(Ok(payload)) => response::from_function(&payload, &received.request_id),
        Ok(Err(InvokeError::TooLarge)) => too_large(),
        Ok(Err(_)) => response::internal_error(),
        Err(_) => response::message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
    }
}

fn too_large() -> Response {
    response::message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")
}
