//! A stand-in for a business's own functions, which an assistant calls.

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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

const CALLS: &str = "calls";
const FOLDER: &str = "/functions/";

/// A running server. It stops when this is dropped.
pub struct FakeShop {
    server: Server,
    known: Arc<Known>,
}

impl FakeShop {
    /// For tests: on any port, and strict.
    #[expect(clippy::expect_used, reason = "without a port there is no test")]
    pub async fn start(signing_secret: &str) -> Self {
        let key = Webhook::new(signing_secret).expect("a signing secret");
        let known = Arc::<Known>::default();
        let calls = Arc::clone(&known);
        let check = move |parts: &Parts, body: &Bytes| check(&key, &calls, parts, body);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::start(address, true, check).await;
        let server = server.expect("a free port on loopback");
        Self { server, known }
    }

    /// The URL of a function.
    pub fn url(&self, name: &str) -> String {
        format!("http://{}{FOLDER}{name}", self.server.address)
    }

    /// Plays a step for the next call that has none yet.
    pub fn next_call(&self, step: Step) {
        self.server.push(CALLS, step);
    }

    /// How many steps have not begun.
    pub fn steps_left(&self) -> usize {
        self.server.steps_left()
    }

    /// How many calls there were, answered or not; those with the same id are one.
    pub fn ids(&self) -> usize {
        lock(&self.known).len()
    }

    /// The calls taken so far, oldest first; their ids are `webhook-id`s.
    pub fn calls(&self) -> Vec<Taken> {
        self.server.taken(CALLS)
    }
}

/// What each id stands for: the tool and the arguments.
type Known = Mutex<HashMap<String, (Value, Value)>>;

fn lock(known: &Known) -> MutexGuard<'_, HashMap<String, (Value, Value)>> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A call is answered with what it was called with.
fn check(key: &Webhook, known: &Known, parts: &Parts, body: &[u8]) -> Result<Fit, Unfit> {
    let wrong = |status, fault: String| Unfit {
        status,
        answer: json!({"error": fault}).to_string(),
        fault,
    };
    let name = parts.uri.path().strip_prefix(FOLDER).unwrap_or_default();
    if parts.method != Method::POST || name.is_empty() {
        return Err(wrong(404, "no such place".to_owned()));
    }
    key.verify(body, &parts.headers)
        .map_err(|error| wrong(401, error.to_string()))?;
    let body: Value =
        serde_json::from_slice(body).map_err(|error| wrong(400, format!("no JSON: {error}")))?;
    let id = parts.headers.get(HEADER_WEBHOOK_ID);
    let id = id.and_then(|id| id.to_str().ok()).unwrap_or_default();
    let text = |pointer| {
        body.pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let names = body.pointer("/contact/names").and_then(Value::as_array);
    let fits = text("/type") == "tool_call"
        && text("/tool") == name
        && text("/call_id") == id
        && !id.is_empty()
        && !text("/integration_id").is_empty()
        && !text("/conversation_id").is_empty()
        && names.is_some_and(|names| !names.is_empty())
        && body.get("test").is_some_and(Value::is_boolean)
        && body.get("arguments").is_some_and(Value::is_object);
    if !fits {
        return Err(wrong(400, format!("not in the contract: {body}")));
    }
    let what = |name: &str| body.get(name).cloned().unwrap_or_default();
    let called = (what("tool"), what("arguments"));
    let mut known = lock(known);
    let first = known.entry(id.to_owned()).or_insert_with(|| called.clone());
    if *first != called {
        return Err(wrong(409, "another call has this id".to_owned()));
    }
    let answer = json!({"called": name, "with": body.get("arguments")});
    Ok(Fit::taken(CALLS, id, body, answer))
}
