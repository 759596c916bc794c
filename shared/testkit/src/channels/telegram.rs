//! A stand-in for Telegram's Bot API.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    body::Bytes,
    http::{Method, request::Parts},
};
use serde_json::{Value, json};

use super::{
    form::{self, Form},
    server::{Fit, Server, Taken, Unfit},
    step::{Step, telegram_error},
};

const SENDS: &str = "sends";
const ACTIONS: &str = "actions";
const WEBHOOKS: &str = "webhooks";
const CHECKS: &str = "checks";

/// The parameters that name the destination.
const CHAT: &str = "chat_id";
const TOPIC: &str = "message_thread_id";

/// A running server. It stops when this is dropped.
pub struct FakeTelegram(Server);

impl FakeTelegram {
    /// For tests: on any port, and strict.
    #[expect(clippy::expect_used, reason = "without a port there is no test")]
    pub async fn start(bot_token: &str) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::bind(address, true, bot_token)
            .await
            .expect("a free port on loopback")
    }

    /// The stand-in of a local system: it refuses faulty requests, but never panics.
    pub async fn start_demo(address: SocketAddr, bot_token: &str) -> io::Result<Self> {
        Self::bind(address, false, bot_token).await
    }

    async fn bind(address: SocketAddr, strict: bool, bot_token: &str) -> io::Result<Self> {
        let bot = format!("/bot{bot_token}/");
        let number = AtomicU64::new(1);
        let webhook_url = Mutex::new(String::new());
        let check = move |parts: &Parts, body: &Bytes| {
            let path = parts.uri.path();
            // Another token is an unknown place to Telegram.
            let method = path
                .strip_prefix(&bot)
                .filter(|_| parts.method == Method::POST)
                .ok_or_else(|| refusal(404, "Not Found", "no such bot or method"))?;
            let number = number.fetch_add(1, Ordering::Relaxed);
            let fit = if form::is_form(parts) {
                Form::read(parts, body).and_then(|form| voice(method, form, number))
            } else {
                let body =
                    serde_json::from_slice(body).map_err(|error| format!("no JSON: {error}"));
                body.and_then(|body| {
                    let mut url = webhook_url.lock().unwrap_or_else(PoisonError::into_inner);
                    match method {
                        "getWebhookInfo" => webhook_info(&url, body, number),
                        method => fit(method, body, number).inspect(|fit| note(&mut url, fit)),
                    }
                })
            };
            fit.map_err(|fault| refusal(400, "Bad Request", &fault))
        };
        Server::start(address, strict, check).await.map(Self)
    }

    /// What `base_url` must be to reach it.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.0.address)
    }

    /// Plays a step for the next message, written or spoken, that has none yet.
    pub fn next_send(&self, step: Step) {
        self.0.push(SENDS, step);
    }

    /// Plays a step for the next typing indicator that has none yet.
    pub fn next_action(&self, step: Step) {
        self.0.push(ACTIONS, step);
    }

    /// Plays a step for the next `setWebhook` that has none yet.
    pub fn next_webhook(&self, step: Step) {
        self.0.push(WEBHOOKS, step);
    }

    /// Plays a step for the next `getWebhookInfo` that has none yet.
    pub fn next_check(&self, step: Step) {
        self.0.push(CHECKS, step);
    }

    /// The messages taken so far, oldest first.
    pub fn sends(&self) -> Vec<Taken> {
        self.0.taken(SENDS)
    }

    /// The texts of the messages taken so far, oldest first.
    pub fn texts(&self) -> Vec<String> {
        let text = |taken: &Taken| taken.body.get("text")?.as_str().map(str::to_owned);
        self.sends().iter().filter_map(text).collect()
    }

    /// The files of the voice messages taken so far, oldest first.
    pub fn voices(&self) -> Vec<Bytes> {
        let taken = self.sends().into_iter();
        taken.filter_map(|taken| taken.file).collect()
    }

    /// Waits until at least this many messages were taken.
    pub async fn wait_for_sends(&self, count: usize) -> Vec<Taken> {
        self.0.wait_for(SENDS, count).await
    }

    /// The typing indicators taken so far, oldest first.
    pub fn actions(&self) -> Vec<Taken> {
        self.0.taken(ACTIONS)
    }

    /// The calls of `setWebhook` taken so far, oldest first.
    pub fn webhooks(&self) -> Vec<Taken> {
        self.0.taken(WEBHOOKS)
    }

    /// What was wrong with the requests so far, and forgets it: for tests that ask wrongly on
    /// purpose.
    pub fn take_faults(&self) -> Vec<String> {
        self.0.take_faults()
    }
}

fn refusal(status: u16, description: &str, fault: &str) -> Unfit {
    Unfit {
        status,
        answer: telegram_error(status, description, None).to_string(),
        fault: fault.to_owned(),
    }
}

/// Compares a call with what the Bot API accepts, and with what Recado may ask of it.
fn fit(method: &str, body: Value, number: u64) -> Result<Fit, String> {
    let check = match method {
        "sendMessage" => send,
        "sendChatAction" => action,
        "setWebhook" => webhook,
        _ => return Err(format!("no call for Recado: {method}")),
    };
    let (queue, result) = check(&body, number).map_err(|what| format!("{what}: {body}"))?;
    Ok(Fit {
        status: 200,
        queue,
        id: number.to_string(),
        answer: json!({"ok": true, "result": result}),
        body,
        file: None,
    })
}

/// The webhook's URL, if it was told one.
fn note(url: &mut String, fit: &Fit) {
    if let (WEBHOOKS, Some(told)) = (fit.queue, fit.body.get("url").and_then(Value::as_str)) {
        told.clone_into(url);
    }
}

/// Where webhooks go; the URL is empty if they go nowhere.
fn webhook_info(url: &str, body: Value, number: u64) -> Result<Fit, String> {
    if body != json!({}) {
        return Err(format!("getWebhookInfo has no parameters: {body}"));
    }
    let result = json!({
        "url": url, "has_custom_certificate": false, "pending_update_count": 0,
    });
    Ok(Fit {
        status: 200,
        queue: CHECKS,
        id: number.to_string(),
        answer: json!({"ok": true, "result": result}),
        body,
        file: None,
    })
}

/// The one call that has a file.
fn voice(method: &str, form: Form, number: u64) -> Result<Fit, String> {
    if method != "sendVoice" {
        return Err(format!("no file for Recado to send: {method}"));
    }
    if let Some(fault) = form.fault("voice", &[CHAT, TOPIC]) {
        return Err(fault);
    }
    let chat: Option<i64> = form.text(CHAT).and_then(|chat| chat.parse().ok());
    let chat = chat.ok_or("chat_id is no number")?;
    let mut body = form.shown();
    body.insert("type".to_owned(), json!("audio"));
    body.insert(CHAT.to_owned(), json!(chat));
    let result = json!({
        "message_id": number,
        "date": 1_795_435_200,
        "chat": {"id": chat, "type": "private"},
        "voice": {
            "file_id": format!("fake.voice.{number}"),
            "file_unique_id": format!("fake.{number}"),
            "duration": 1,
            "mime_type": form.file.kind,
            "file_size": form.file.bytes.len(),
        },
    });
    Ok(Fit {
        status: 200,
        queue: SENDS,
        id: number.to_string(),
        body: body.into(),
        file: Some(form.file.bytes),
        answer: json!({"ok": true, "result": result}),
    })
}

type Checked = Result<(&'static str, Value), &'static str>;

fn send(body: &Value, number: u64) -> Checked {
    let chat = addressed(body, &["text", "link_preview_options"])?;
    let text = body.get("text").and_then(Value::as_str).unwrap_or_default();
    if !(1..=4096).contains(&text.encode_utf16().count()) {
        return Err("a text of no or too many characters");
    }
    if body.pointer("/link_preview_options/is_disabled") != Some(&json!(true)) {
        return Err("a link would be shown with a preview");
    }
    let result = json!({
        "message_id": number,
        "date": 1_795_435_200,
        "chat": {"id": chat, "type": "private"},
        "text": text,
    });
    Ok((SENDS, result))
}

fn action(body: &Value, _number: u64) -> Checked {
    addressed(body, &["action"])?;
    if body.get("action") != Some(&json!("typing")) {
        return Err("not a typing indicator");
    }
    Ok((ACTIONS, json!(true)))
}

/// The chat of a call that has only these parameters and the destination.
fn addressed(body: &Value, others: &[&str]) -> Result<i64, &'static str> {
    let parameters = body.as_object().ok_or("not an object")?;
    let known = |name: &str| [CHAT, TOPIC].contains(&name) || others.contains(&name);
    if !parameters.keys().all(|name| known(name)) {
        return Err("a parameter too many");
    }
    if parameters.get(TOPIC).is_some_and(|topic| !topic.is_i64()) {
        return Err("message_thread_id is no number");
    }
    let chat = parameters.get(CHAT).and_then(Value::as_i64);
    chat.ok_or("chat_id is no number")
}

fn webhook(body: &Value, _number: u64) -> Checked {
    let text = |name| body.get(name).and_then(Value::as_str).unwrap_or_default();
    if !text("url").starts_with("https://") {
        return Err("the webhook's URL is not https");
    }
    let token = text("secret_token");
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if !(1..=256).contains(&token.len()) || !token.bytes().all(allowed) {
        return Err("not a secret_token");
    }
    let updates = body.get("allowed_updates").and_then(Value::as_array);
    if updates.is_none_or(|updates| updates.is_empty() || !updates.iter().all(Value::is_string)) {
        return Err("not a list of updates");
    }
    Ok((WEBHOOKS, json!(true)))
}
