//! Who may use the console.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::{Router, extract::State, http::StatusCode, routing::post};
use console::{AdminToken, AdminTokenError};
use lambda::{AwsConfig, Env, FromEnv};
use lambda_http::Body;
use lambda_http::http::{Request, request::Builder};
use serde_json::json;

use crate::support::{Bench, INTEGRATION, TOKEN, TestClock, any_clock, request};

const MINUTE: Duration = Duration::from_secs(60);

fn with_authorization(value: &str) -> Builder {
    let request = Request::get("/console/api/assistants");
    request.header("authorization", value)
}

#[tokio::test]
async fn nothing_is_answered_without_the_token() {
    let bench = Bench::new().await;
    let right = with_authorization(&format!("bearer {TOKEN}"));
    bench.send(right, Body::Empty).await.expect(200);

    let refused = bench.send(Request::get(INTEGRATION), Body::Empty).await;
    insta::assert_snapshot!(refused.shown());
    for wrong in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer demo-admin-toke",
        "Bearer demo-admin-token2",
        "Basic demo-admin-token",
        TOKEN,
    ] {
        let answer = bench.send(with_authorization(wrong), Body::Empty).await;
        assert_eq!(answer.error(), ("unauthorized", None), "{wrong}");
        answer.expect(401);
    }
    // Neither that something is not there, nor that a body is wrong, is told to strangers.
    for (method, path) in [("GET", "/console/api/nothing"), ("PUT", INTEGRATION)] {
        let stranger = Request::builder().method(method).uri(path);
        bench.send(stranger, "{".into()).await.expect(401);
    }
}

/// Secrets Manager with one secret, or none; the emulated one never changes a secret.
#[derive(Clone, Default)]
struct OneSecret(Arc<Mutex<Option<String>>>);

impl OneSecret {
    async fn serve(&self) -> aws_sdk_secretsmanager::Client {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new()
            .route("/", post(Self::get))
            .with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        let env = [
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", &url),
        ];
        let env = env.map(|(name, value)| (name.to_owned(), value.to_owned()));
        AwsConfig::read(&Env::from_iter(env))
            .unwrap()
            .secrets_manager()
    }

    async fn get(State(secret): State<Self>) -> (StatusCode, String) {
        match &*secret.0.lock().unwrap() {
            Some(token) => (StatusCode::OK, json!({"SecretString": token}).to_string()),
            None => {
                let error = json!({"__type": "ResourceNotFoundException"});
                (StatusCode::BAD_REQUEST, error.to_string())
            }
        }
    }

    fn set(&self, token: Option<&str>) {
        *self.0.lock().unwrap() = token.map(str::to_owned);
    }
}

async fn status(bench: &Bench, token: &str) -> u16 {
    let request = with_authorization(&format!("Bearer {token}"));
    bench.send(request, Body::Empty).await.status
}

async fn token_of(secret: &OneSecret, clock: &TestClock) -> Result<AdminToken, AdminTokenError> {
    AdminToken::read(secret.serve().await, "token".to_owned(), any_clock(clock)).await
}

#[tokio::test]
async fn a_new_token_is_known_after_5_minutes() {
    let secret = OneSecret::default();
    secret.set(Some("first\n"));
    let mut bench = Bench::new().await;
    let token = token_of(&secret, &bench.clock).await.unwrap();
    Arc::get_mut(&mut bench.console).unwrap().admin_token = token;
    assert_eq!(status(&bench, "first").await, 200);

    secret.set(Some("second"));
    bench.clock.advance(MINUTE * 5 - Duration::from_millis(1));
    assert_eq!(status(&bench, "second").await, 401);
    assert_eq!(status(&bench, "first").await, 200);
    bench.clock.advance(Duration::from_millis(1));
    assert_eq!(status(&bench, "second").await, 200);
    assert_eq!(status(&bench, "first").await, 401);
}

#[tokio::test]
async fn a_token_that_cannot_be_read_again_stays() {
    let secret = OneSecret::default();
    secret.set(Some("first"));
    let mut bench = Bench::new().await;
    let token = token_of(&secret, &bench.clock).await.unwrap();
    Arc::get_mut(&mut bench.console).unwrap().admin_token = token;

    for unreadable in [None, Some("")] {
        secret.set(unreadable);
        bench.clock.advance(MINUTE * 5);
        assert_eq!(status(&bench, "first").await, 200, "{unreadable:?}");
        assert_eq!(status(&bench, "").await, 401, "{unreadable:?}");
    }
    secret.set(Some("second"));
    bench.clock.advance(MINUTE * 5);
    assert_eq!(status(&bench, "second").await, 200);
}

#[tokio::test]
async fn without_a_token_there_is_no_console() {
    let secret = OneSecret::default();
    let clock = TestClock::new();
    let missing = token_of(&secret, &clock).await;
    assert!(
        matches!(missing, Err(AdminTokenError::SecretsManager(_))),
        "{missing:?}"
    );
    secret.set(Some(" \n"));
    let empty = token_of(&secret, &clock).await;
    assert!(matches!(empty, Err(AdminTokenError::Empty)), "{empty:?}");
}

#[tokio::test]
async fn nobody_sees_the_token() {
    let bench = Bench::new().await;
    let shown = format!(
        "{:?} {}",
        bench.console,
        bench.get("/console/api/x").await.text
    );
    assert!(!shown.contains(TOKEN));
    let right = request("GET", "/console/api/assistants");
    bench.send(right, Body::Empty).await.expect(200);
}
