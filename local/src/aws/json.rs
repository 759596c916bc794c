//! AWS's JSON protocols (1.0 and 1.1), server side: the header `X-Amz-Target` names the operation,
//! the body is a JSON object, and an error is `{"__type", "message"}`.

use std::fmt::Display;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::access::{Access, Ask, Denied, access_key_id};

/// Larger than any valid request: an SQS batch of 1 MiB in which every character is escaped, or
/// DynamoDB's own limit.
pub(super) const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");

/// The header in which services that once spoke the query protocol put the old error code. The SDK
/// prefers it to `__type`.
const QUERY_ERROR: HeaderName = HeaderName::from_static("x-amzn-query-error");

/// The answer of an operation: the body, or the error.
pub(super) type Reply = Result<Value, ServiceError>;

/// An emulated service.
pub(super) trait Service: Send + Sync + 'static {
    /// The part before the dot in `X-Amz-Target`.
    const TARGET: &'static str;
    /// The protocol's version, as a content type.
    const CONTENT_TYPE: &'static str;

    /// The rights that an operation needs.
    fn asks(&self, operation: &str, body: &[u8]) -> Result<Vec<Ask>, ServiceError>;

    /// The error for a caller without the right.
    fn denied(denied: Denied) -> ServiceError {
        denied.into()
    }

    /// Carries out one operation on the JSON in `body`.
    fn call(
        &self,
        operation: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> impl Future<Output = Reply> + Send;
}

/// The HTTP application of a service, for callers that `access` admits.
pub(super) fn application<S: Service>(service: S, access: Access) -> Router {
    Router::new()
        .route("/", post(handle::<S>))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state((Arc::new(service), access))
}

/// The operation that a request names, if it belongs to the service with this target.
pub(super) fn operation<'a>(headers: &'a HeaderMap, service: &str) -> Option<&'a str> {
    let target = headers.get(TARGET)?.to_str().ok()?;
    let (name, operation) = target.split_once('.')?;
    (name == service).then_some(operation)
}

/// Reads a request's body.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ServiceError> {
    serde_json::from_slice(body)
        .map_err(|error| ServiceError::new("SerializationException", error.to_string()))
}

/// An error in AWS's form, with status 400 unless it is our own failure.
#[derive(Debug)]
pub(super) struct ServiceError {
    status: StatusCode,
    code: &'static str,
    query_code: Option<&'static str>,
    message: String,
}

impl ServiceError {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code,
            query_code: None,
            message: message.into(),
        }
    }

    /// For an error that had another code in the query protocol.
    pub(super) fn with_query_code(mut self, code: &'static str) -> Self {
        self.query_code = Some(code);
        self
    }

    pub(super) fn unknown_operation(operation: &str) -> Self {
        let message = format!("{operation:?} is no operation of this emulated service");
        Self::new("UnknownOperationException", message)
    }

    /// A failure of the emulator itself, which clients may retry.
    pub(super) fn internal(error: impl Display) -> Self {
        tracing::error!(%error, "an emulated AWS service failed");
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            ..Self::new("InternalFailure", error.to_string())
        }
    }

    /// The code by which the SDK knows the error.
    pub(super) fn code(&self) -> &'static str {
        self.query_code.unwrap_or(self.code)
    }

    pub(super) fn message(&self) -> &str {
        &self.message
    }
}

impl From<Denied> for ServiceError {
    fn from(denied: Denied) -> Self {
        Self::new(denied.code(), denied.message())
    }
}

impl IntoResponse for ServiceError {
    fn into_response(self) -> Response {
        let body = json!({ "__type": self.code, "message": self.message });
        let mut response = (self.status, body.to_string()).into_response();
        let query_error = self.query_code.map(|code| format!("{code};Sender"));
        if let Some(Ok(value)) = query_error.map(HeaderValue::try_from) {
            response.headers_mut().insert(QUERY_ERROR, value);
        }
        response
    }
}

async fn handle<S: Service>(
    State((service, access)): State<(Arc<S>, Access)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let reply = reply(&*service, &access, &headers, &body).await;
    let mut response = match reply {
        Ok(body) => body.to_string().into_response(),
        Err(error) => {
            tracing::debug!(
                service = S::TARGET,
                operation = operation(&headers, S::TARGET),
                code = error.code(),
                "an emulated AWS service refused"
            );
            error.into_response()
        }
    };
    let content_type = HeaderValue::from_static(S::CONTENT_TYPE);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
}

async fn reply<S: Service>(
    service: &S,
    access: &Access,
    headers: &HeaderMap,
    body: &[u8],
) -> Reply {
    let operation =
        operation(headers, S::TARGET).ok_or_else(|| ServiceError::unknown_operation(S::TARGET))?;
    let caller = access_key_id(headers);
    // A stranger is not told which operations exist.
    access.check(caller, &[]).map_err(S::denied)?;
    let asks = service.asks(operation, body)?;
    access.check(caller, &asks).map_err(S::denied)?;
    service.call(operation, headers, body).await
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Echo;

    impl Service for Echo {
        const TARGET: &'static str = "Echo";
        const CONTENT_TYPE: &'static str = "application/x-amz-json-1.1";

        fn asks(&self, operation: &str, _body: &[u8]) -> Result<Vec<Ask>, ServiceError> {
            Ok(vec![Ask::anything("echo", operation)])
        }

        async fn call(&self, operation: &str, _headers: &HeaderMap, _body: &[u8]) -> Reply {
            Ok(json!({ "operation": operation }))
        }
    }

    async fn answer(target: Option<&'static str>, caller: Option<&str>) -> (u16, Value) {
        let targets = target.map(|target| (TARGET, HeaderValue::from_static(target)));
        let mut headers = HeaderMap::from_iter(targets);
        if let Some(caller) = caller {
            let credential = format!("AWS4-HMAC-SHA256 Credential={caller}/20261128/us-east-1");
            headers.insert(header::AUTHORIZATION, credential.parse().unwrap());
        }
        let state = State((Arc::new(Echo), Access::default()));
        let response = handle(state, headers, Bytes::new()).await;
        let status = response.status().as_u16();
        assert_eq!(response.headers()["content-type"], Echo::CONTENT_TYPE);
        let body = axum::body::to_bytes(response.into_body(), 1000).await;
        (status, serde_json::from_slice(&body.unwrap()).unwrap())
    }

    #[tokio::test]
    async fn the_target_header_names_the_operation() {
        let expected = (200, json!({ "operation": "Say" }));

        assert_eq!(answer(Some("Echo.Say"), Some("test")).await, expected);
    }

    #[tokio::test]
    async fn a_service_does_not_answer_for_another_one() {
        for target in [None, Some("Say"), Some("Other.Say")] {
            let (status, error) = answer(target, Some("test")).await;

            assert_eq!(status, 400);
            assert_eq!(error["__type"], "UnknownOperationException");
        }
    }

    #[tokio::test]
    async fn nothing_is_done_for_a_stranger() {
        for (caller, code) in [
            (None, "MissingAuthenticationTokenException"),
            (Some("stranger"), "UnrecognizedClientException"),
        ] {
            let (status, error) = answer(Some("Echo.Say"), caller).await;

            assert_eq!(status, 400);
            assert_eq!(error["__type"], code);
        }
    }
}
