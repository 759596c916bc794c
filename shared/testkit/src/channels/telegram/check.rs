//! What the Bot API accepts, and what Recado may ask of it.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use axum::{
    body::Bytes,
    http::{Method, request::Parts},
};
use serde_json::{Value, json};

use super::{ACTIONS, CHECKS, SENDS, WEBHOOKS};
use crate::channels::{
    form::{self, Form},
    held::{Held, LOOKUPS},
    server::{Fit, Unfit},
    step::telegram_error,
};

/// The parameters that name the destination.
const CHAT: &str = "chat_id";
const TOPIC: &str = "message_thread_id";

/// The largest file that a bot gets.
const MAX_FILE: usize = 20 * 1024 * 1024;
/// The folder of the files' paths. Telegram's are by kind (`voice/file_0.oga`).
const FILES_FOLDER: &str = "files/";

pub(super) struct Check {
    /// The folder of the bot's calls, and that of its files.
    calls: String,
    files: String,
    held: Held,
    number: AtomicU64,
    webhook_url: Mutex<String>,
}

impl Check {
    pub(super) fn new(bot_token: &str, held: Held) -> Self {
        let calls = format!("/bot{bot_token}/");
        Self {
            files: format!("/file{calls}{FILES_FOLDER}"),
            calls,
            held,
            number: AtomicU64::new(1),
            webhook_url: Mutex::default(),
        }
    }

    pub(super) fn request(&self, parts: &Parts, body: &Bytes) -> Result<Fit, Unfit> {
        let path = parts.uri.path();
        if path.starts_with("/file/") {
            let served = self.held.serve(parts, &self.files);
            return served.map_err(|fault| refusal(404, "Not Found", fault));
        }
        // Another token is an unknown place to Telegram.
        let method = path
            .strip_prefix(&self.calls)
            .filter(|_| parts.method == Method::POST)
            .ok_or_else(|| refusal(404, "Not Found", "no such bot or method"))?;
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let fit = if form::is_form(parts) {
            Form::read(parts, body).and_then(|form| voice(method, form, number))
        } else {
            let body = serde_json::from_slice(body).map_err(|error| format!("no JSON: {error}"));
            body.and_then(|body| self.call(method, body, number))
        };
        fit.map_err(|fault| refusal(400, "Bad Request", &fault))
    }

    fn call(&self, method: &str, body: Value, number: u64) -> Result<Fit, String> {
        let url = self.webhook_url.lock();
        let mut url = url.unwrap_or_else(PoisonError::into_inner);
        match method {
            "getWebhookInfo" => webhook_info(&url, body, number),
            "getFile" => file(&self.held, body),
            method => fit(method, body, number).inspect(|fit| note(&mut url, fit)),
        }
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
    let answer = json!({"ok": true, "result": result});
    Ok(Fit::taken(queue, number.to_string(), body, answer))
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
    let answer = json!({"ok": true, "result": result});
    Ok(Fit::taken(CHECKS, number.to_string(), body, answer))
}

/// Where a file is.
fn file(held: &Held, body: Value) -> Result<Fit, String> {
    let parameters = body.as_object().filter(|parameters| parameters.len() == 1);
    let id = parameters.and_then(|parameters| parameters.get("file_id")?.as_str());
    let id = id
        .ok_or_else(|| format!("not a file's id alone: {body}"))?
        .to_owned();
    let file = held.get(&id).ok_or("invalid file_id")?;
    let (status, answer) = match file.bytes.len() {
        0..=MAX_FILE => {
            let result = json!({
                "file_id": id,
                "file_unique_id": format!("fake.{id}"),
                "file_size": file.bytes.len(),
                "file_path": format!("{FILES_FOLDER}{id}"),
            });
            (200, json!({"ok": true, "result": result}))
        }
        _ => (
            400,
            telegram_error(400, "Bad Request: file is too big", None),
        ),
    };
    Ok(Fit {
        status,
        ..Fit::taken(LOOKUPS, id, body, answer)
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
    let answer = json!({"ok": true, "result": result});
    Ok(Fit {
        file: Some(form.file.bytes),
        ..Fit::taken(SENDS, number.to_string(), body.into(), answer)
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
