//! A stand-in for a business's own server, which takes replies and transfers by webhook.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use axum::{
    body::Bytes,
    http::{Method, request::Parts},
};
use serde_json::{Value, json};
use standardwebhooks::{HEADER_WEBHOOK_ID, Webhook};

use super::{
    server::{Fit, Server, Taken, Unfit},
    step::Step,
};

const REPLIES: &str = "replies";
const TRANSFER_MESSAGES: &str = "transfer messages";
const TRANSFERS: &str = "transfers";
const RECOVERIES: &str = "recoveries";

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
        let check = move |parts: &Parts, body: &Bytes| check(&key, parts, body);
        Server::start(address, strict, check).await.map(Self)
    }

    /// What `reply_url`, or a desk's `url`, must be to reach it.
    pub fn reply_url(&self) -> String {
        format!("http://{}/recado", self.0.address)
    }

    /// Plays a step for the next reply that has none yet.
    pub fn next_reply(&self, step: Step) {
        self.0.push(REPLIES, step);
    }

    /// Plays a step for the next transfer message that has none yet.
    pub fn next_transfer_message(&self, step: Step) {
        self.0.push(TRANSFER_MESSAGES, step);
    }

    /// Plays a step for the next transfer that has none yet.
    pub fn next_transfer(&self, step: Step) {
        self.0.push(TRANSFERS, step);
    }

    /// The replies taken so far, oldest first; their ids are `webhook-id`s.
    pub fn replies(&self) -> Vec<Taken> {
        self.0.taken(REPLIES)
    }

    /// The URLs of the spoken replies taken so far, oldest first.
    pub fn voices(&self) -> Vec<String> {
        let url = |taken: &Taken| Some(taken.body.pointer("/audio/url")?.as_str()?.to_owned());
        self.replies().iter().filter_map(url).collect()
    }

    /// The transfer messages taken so far, oldest first.
    pub fn transfer_messages(&self) -> Vec<Taken> {
        self.0.taken(TRANSFER_MESSAGES)
    }

    /// The transfers taken so far, oldest first.
    pub fn transfers(&self) -> Vec<Taken> {
        self.0.taken(TRANSFERS)
    }

    /// Plays a step for the next report of a recovery that has none yet.
    pub fn next_recovery(&self, step: Step) {
        self.0.push(RECOVERIES, step);
    }

    /// The reports of recoveries taken so far, oldest first.
    pub fn recoveries(&self) -> Vec<Taken> {
        self.0.taken(RECOVERIES)
    }

    /// Waits until at least this many reports of recoveries were taken.
    pub async fn wait_for_recoveries(&self, count: usize) -> Vec<Taken> {
        self.0.wait_for(RECOVERIES, count).await
    }

    /// Waits until at least this many replies were taken.
    pub async fn wait_for_replies(&self, count: usize) -> Vec<Taken> {
        self.0.wait_for(REPLIES, count).await
    }

    /// Waits until at least this many transfer messages were taken.
    pub async fn wait_for_transfer_messages(&self, count: usize) -> Vec<Taken> {
        self.0.wait_for(TRANSFER_MESSAGES, count).await
    }

    /// Waits until at least this many transfers were taken.
    pub async fn wait_for_transfers(&self, count: usize) -> Vec<Taken> {
        self.0.wait_for(TRANSFERS, count).await
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
    let queue = queue(&body).ok_or_else(|| wrong(400, format!("not in the contract: {body}")))?;
    let id = parts.headers.get(HEADER_WEBHOOK_ID);
    let id = id.and_then(|id| id.to_str().ok()).unwrap_or_default();
    Ok(Fit::taken(queue, id, body, json!({})))
}

/// The key under which a body of the contract is kept; none for any other body.
fn queue(body: &Value) -> Option<&'static str> {
    let (queue, texts): (_, &[&str]) = match body.get("type")?.as_str()? {
        "reply" if body.get("audio").is_some() => {
            (REPLIES, &["/audio/url", "/audio/mime_type", "/audio/text"])
        }
        "reply" => (REPLIES, &["/text"]),
        "transfer_message" => (TRANSFER_MESSAGES, &["/text"]),
        "transfer" => (TRANSFERS, &["/queue", "/reason", "/summary", "/turn_id"]),
        "recovered" => (RECOVERIES, &["/turn_id"]),
        _ => return None,
    };
    let is_text = |pointer: &&str| body.pointer(pointer).is_some_and(Value::is_string);
    let answers = match body.get("in_reply_to") {
        Some(Value::Array(ids)) => queue == REPLIES && ids.iter().all(Value::is_string),
        Some(_) => false,
        None => queue != REPLIES,
    };
    let told = body.get("customer_told");
    // It would be said twice.
    let both = body.get("audio").is_some() && body.get("text").is_some();
    let fits = body.pointer("/contact/id").is_some_and(Value::is_string)
        && texts.iter().all(is_text)
        && answers
        && !both
        && told.is_none_or(|told| queue == TRANSFERS && *told == json!(false));
    fits.then_some(queue)
}
