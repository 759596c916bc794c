//! A stand-in for a business's own provider, which takes replies by webhook.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use axum::http::{Method, request::Parts};
use serde_json::{Value, json};
use standardwebhooks::{HEADER_WEBHOOK_ID, Webhook};

use super::{
    server::{Fit, Server, Taken, Unfit},
    step::Step,
};

const REPLIES: &str = "replies";

/// A running server. It stops when this is dropped.
pub struct FakeReceiver(Server);

impl FakeReceiver {
    /// For tests: on any port, and strict.
    #[expect(clippy::expect_used, reason = "without a port there is no test")]
    pub async fn start(signing_secret: &str) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::bind(address, true, signing_secret)
            .await
            .expect("a free port on loopback")
    }

    /// The stand-in of a local system: it refuses faulty requests, but never panics.
    pub async fn start_demo(address: SocketAddr, signing_secret: &str) -> io::Result<Self> {
        Self::bind(address, false, signing_secret).await
    }

    async fn bind(address: SocketAddr, strict: bool, signing_secret: &str) -> io::Result<Self> {
        let key = Webhook::new(signing_secret).map_err(io::Error::other)?;
        let check = move |parts: &Parts, body: &[u8]| check(&key, parts, body);
        Server::start(address, strict, check).await.map(Self)
    }

    /// What `reply_url` must be to reach it.
    pub fn reply_url(&self) -> String {
        format!("http://{}/recado", self.0.address)
    }

    /// Plays a step for the next reply that has none yet.
    pub fn next_reply(&self, step: Step) {
        self.0.push(REPLIES, step);
    }

    /// The replies taken so far, oldest first; their ids are `webhook-id`s.
    pub fn replies(&self) -> Vec<Taken> {
        self.0.taken(REPLIES)
    }

    /// Waits until at least this many replies were taken.
    pub async fn wait_for_replies(&self, count: usize) -> Vec<Taken> {
        self.0.wait_for(REPLIES, count).await
    }

    /// What was wrong with the requests so far, and forgets it: for tests that ask wrongly on
    /// purpose.
    pub fn take_faults(&self) -> Vec<String> {
        self.0.take_faults()
    }
}

fn check(key: &Webhook, parts: &Parts, body: &[u8]) -> Result<Fit, Unfit> {
    let wrong = |status, fault: String| Unfit {
        status,
        answer: json!({"error": fault}).to_string(),
        fault,
    };
    if parts.method != Method::POST || parts.uri.path() != "/recado" {
        return Err(wrong(404, "no such place".to_owned()));
    }
    key.verify(body, &parts.headers)
        .map_err(|error| wrong(401, error.to_string()))?;
    let body: Value =
        serde_json::from_slice(body).map_err(|error| wrong(400, format!("no JSON: {error}")))?;
    let is_text = |pointer| body.pointer(pointer).is_some_and(Value::is_string);
    let answered = body.get("in_reply_to").and_then(Value::as_array);
    if body.get("type") != Some(&json!("reply"))
        || !is_text("/contact/id")
        || !is_text("/text")
        || answered.is_none_or(|ids| ids.iter().any(|id| !id.is_string()))
    {
        return Err(wrong(400, format!("not a reply: {body}")));
    }
    let id = parts.headers.get(HEADER_WEBHOOK_ID);
    let id = id.and_then(|id| id.to_str().ok()).unwrap_or_default();
    Ok(Fit {
        queue: REPLIES,
        id: id.to_owned(),
        body,
        answer: json!({}),
    })
}
