//! A stand-in for Meta's Graph API.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use axum::http::{Method, header, request::Parts};
use serde_json::{Value, json};

use super::{
    server::{Fit, Server, Taken, Unfit},
    spec,
    step::{Step, graph_error},
};

const SENDS: &str = "sends";
const READS: &str = "reads";

/// A running server. It stops when this is dropped.
pub struct FakeWhatsapp(Server);

impl FakeWhatsapp {
    /// For tests: on any port, and strict.
    #[expect(clippy::expect_used, reason = "without a port there is no test")]
    pub async fn start(phone_number_id: &str, access_token: &str) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::bind(address, true, phone_number_id, access_token)
            .await
            .expect("a free port on loopback")
    }

    /// The stand-in of a local system: it refuses faulty requests, but never panics.
    pub async fn start_demo(
        address: SocketAddr,
        phone_number_id: &str,
        access_token: &str,
    ) -> io::Result<Self> {
        Self::bind(address, false, phone_number_id, access_token).await
    }

    async fn bind(
        address: SocketAddr,
        strict: bool,
        phone_number_id: &str,
        access_token: &str,
    ) -> io::Result<Self> {
        let path = format!("/v25.0/{phone_number_id}/messages");
        let authorization = format!("Bearer {access_token}");
        let number = std::sync::atomic::AtomicU64::new(1);
        let check = move |parts: &Parts, body: &[u8]| {
            if parts.method != Method::POST || parts.uri.path() != path {
                return Err(refusal(404, 100, "no such place"));
            }
            let given = parts.headers.get(header::AUTHORIZATION);
            if given.is_none_or(|given| given.as_bytes() != authorization.as_bytes()) {
                return Err(refusal(401, 190, "another access token"));
            }
            let body: Value = serde_json::from_slice(body)
                .map_err(|error| refusal(400, 100, &format!("no JSON: {error}")))?;
            let number = number.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            fit(body, &format!("wamid.fake.{number}"), strict)
                .map_err(|(code, fault)| refusal(400, code, &fault))
        };
        Server::start(address, strict, check).await.map(Self)
    }

    /// What `base_url` must be to reach it.
    pub fn base_url(&self) -> String {
        format!("http://{}/v25.0", self.0.address)
    }

    /// Plays a step for the next message that has none yet.
    pub fn next_send(&self, step: Step) {
        self.0.push(SENDS, step);
    }

    /// Plays a step for the next mark of reading that has none yet.
    pub fn next_read(&self, step: Step) {
        self.0.push(READS, step);
    }

    /// The messages taken so far, oldest first.
    pub fn sends(&self) -> Vec<Taken> {
        self.0.taken(SENDS)
    }

    /// The texts of the messages taken so far, oldest first.
    pub fn texts(&self) -> Vec<String> {
        let text = |taken: &Taken| {
            taken
                .body
                .pointer("/text/body")?
                .as_str()
                .map(str::to_owned)
        };
        self.sends().iter().filter_map(text).collect()
    }

    /// Waits until at least this many messages were taken.
    pub async fn wait_for_sends(&self, count: usize) -> Vec<Taken> {
        self.0.wait_for(SENDS, count).await
    }

    /// The marks of reading, with their typing indicators, taken so far, oldest first.
    pub fn reads(&self) -> Vec<Taken> {
        self.0.taken(READS)
    }

    /// What was wrong with the requests so far, and forgets it: for tests that ask wrongly on
    /// purpose.
    pub fn take_faults(&self) -> Vec<String> {
        self.0.take_faults()
    }
}

fn refusal(status: u16, code: i64, fault: &str) -> Unfit {
    Unfit {
        status,
        answer: graph_error(code, fault).to_string(),
        fault: fault.to_owned(),
    }
}

/// Holds a body against what Meta takes, or names the code that it would answer.
fn fit(body: Value, id: &str, strict: bool) -> Result<Fit, (i64, String)> {
    let wrong = |code, what: &str| Err((code, format!("{what}: {body}")));
    if body.get("messaging_product") != Some(&json!("whatsapp")) {
        return wrong(100, "messaging_product is not whatsapp");
    }
    if body.get("status").is_some() {
        if body.get("status") != Some(&json!("read"))
            || !body.get("message_id").is_some_and(Value::is_string)
            || body.pointer("/typing_indicator/type") != Some(&json!("text"))
        {
            return wrong(100, "not a mark of reading with a typing indicator");
        }
        return Ok(Fit {
            queue: READS,
            id: id.to_owned(),
            answer: json!({"success": true}),
            body,
        });
    }
    if body.get("type") != Some(&json!("text")) {
        return wrong(131_051, "not a text");
    }
    let to = match (text(&body, "/to"), text(&body, "/recipient")) {
        (Some(to), None) if to.bytes().all(|b| b.is_ascii_digit()) => to,
        (None, Some(recipient)) if recipient.contains('.') => recipient,
        _ => {
            return wrong(
                131_009,
                "neither a phone number nor a business-scoped id alone",
            );
        }
    };
    let length = text(&body, "/text/body").map_or(0, |text| text.encode_utf16().count());
    if !(1..=4096).contains(&length) {
        return wrong(100, "a text of no or too many characters");
    }
    let answer = json!({
        "messaging_product": "whatsapp",
        "contacts": [{"input": to, "wa_id": to}],
        "messages": [{"id": id}],
    });
    if strict && let Some(spec) = spec::spec() {
        spec.check(&body, &answer).map_err(|fault| (100, fault))?;
    }
    Ok(Fit {
        queue: SENDS,
        id: id.to_owned(),
        answer,
        body,
    })
}

fn text<'a>(body: &'a Value, pointer: &str) -> Option<&'a str> {
    body.pointer(pointer)?.as_str()
}
