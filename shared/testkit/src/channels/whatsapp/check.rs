//! What Meta accepts, and what Recado may ask of it.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::{
    body::Bytes,
    http::{Method, header, request::Parts},
};
use serde_json::{Value, json};

use super::{CHECKS, READS, SENDS, UPLOADS, spec};
use crate::channels::{
    audio::OGG_OPUS,
    form::{File, Form},
    held::Held,
    server::{Fit, Unfit},
    step::graph_error,
};

/// The largest audio file.
const MAX_AUDIO: usize = 16 * 1024 * 1024;

/// What is wrong with a request, and the code that Meta would answer.
type Wrong = (i64, String);

pub(super) struct Check {
    /// The path of the number, under which its calls are.
    pub(super) number_path: String,
    pub(super) authorization: String,
    pub(super) strict: bool,
    pub(super) number: AtomicU64,
    pub(super) media: Held<File>,
    pub(super) held: Held,
}

impl Check {
    pub(super) fn request(&self, parts: &Parts, body: &Bytes) -> Result<Fit, Unfit> {
        let given = parts.headers.get(header::AUTHORIZATION);
        if given.is_none_or(|given| given.as_bytes() != self.authorization.as_bytes()) {
            return Err(refusal(401, 190, "another access token"));
        }
        if let Some(answer) = self.lookup(parts) {
            return answer;
        }
        let call = parts.uri.path().strip_prefix(&self.number_path);
        let call = match (&parts.method, call) {
            (&Method::POST, Some(call @ ("/messages" | "/media"))) => call,
            (&Method::GET, Some("")) => "",
            _ => return Err(refusal(404, 100, "no such place")),
        };
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let fit = match call {
            "" => self.number(parts),
            "/media" => self.upload(parts, body, number),
            _ => self.message(body, number),
        };
        fit.map_err(|(code, fault)| refusal(400, code, &fault))
    }

    /// The number itself, of which only the id is asked for.
    fn number(&self, parts: &Parts) -> Result<Fit, Wrong> {
        if parts.uri.query() != Some("fields=id") {
            return Err((100, "other fields than the id".to_owned()));
        }
        let id = self.number_path.rsplit('/').next().unwrap_or_default();
        Ok(Fit::taken(CHECKS, id, Value::Null, json!({"id": id})))
    }

    fn upload(&self, parts: &Parts, body: &Bytes, number: u64) -> Result<Fit, Wrong> {
        let form = Form::read(parts, body).map_err(|fault| (100, fault))?;
        if form.text("messaging_product") != Some("whatsapp") {
            return Err((100, "messaging_product is not whatsapp".to_owned()));
        }
        if form.text("type") != Some(&form.file.kind) {
            return Err((100, "the file is of another type than is said".to_owned()));
        }
        if let Some(fault) = form.fault("file", &["messaging_product", "type"]) {
            return Err((131_053, fault));
        }
        if form.file.bytes.len() > MAX_AUDIO {
            return Err((131_053, "a file that is too large".to_owned()));
        }
        let id = format!("fake.media.{number}");
        let body = Value::from(form.shown());
        let answer = json!({"id": id});
        if let Some(spec) = self.spec() {
            spec.check_upload(&answer).map_err(|fault| (100, fault))?;
        }
        let file = Some(form.file.bytes.clone());
        self.media.insert(&id, form.file);
        Ok(Fit {
            file,
            ..Fit::taken(UPLOADS, id, body, answer)
        })
    }

    fn message(&self, body: &Bytes, number: u64) -> Result<Fit, Wrong> {
        let id = format!("wamid.fake.{number}");
        let body: Value =
            serde_json::from_slice(body).map_err(|error| (100, format!("no JSON: {error}")))?;
        let wrong = |code, what: &str| Err((code, format!("{what}: {body}")));
        if body.get("messaging_product") != Some(&json!("whatsapp")) {
            return wrong(100, "messaging_product is not whatsapp");
        }
        if body.get("status").is_some() {
            if !is_read(&body) {
                return wrong(100, "not a mark of reading with a typing indicator");
            }
            return Ok(Fit::taken(READS, id, body, json!({"success": true})));
        }
        let fault = match text(&body, "/type") {
            Some("text") => text_fault(&body).map(|fault| (100, fault)),
            Some("audio") => self.audio_fault(&body).map(|fault| (131_053, fault)),
            _ => Some((131_051, "neither a text nor audio")),
        };
        if let Some((code, fault)) = fault {
            return wrong(code, fault);
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
        let answer = json!({
            "messaging_product": "whatsapp",
            "contacts": [{"input": to, "wa_id": to}],
            "messages": [{"id": id}],
        });
        if let Some(spec) = self.spec() {
            spec.check(&body, &answer).map_err(|fault| (100, fault))?;
        }
        Ok(Fit::taken(SENDS, id, body, answer))
    }

    fn audio_fault(&self, body: &Value) -> Option<&'static str> {
        let audio = body.get("audio").and_then(Value::as_object);
        let mut names = audio.into_iter().flat_map(|audio| audio.keys());
        let unknown = names.any(|name| name != "id" && name != "voice");
        let file = text(body, "/audio/id").and_then(|id| self.media.get(id));
        match (file, body.pointer("/audio/voice")) {
            _ if unknown => Some("more than an id and a mark of voice"),
            (None, _) => Some("no file that was uploaded"),
            (Some(_), None) => None,
            (Some(file), Some(Value::Bool(true))) if file.kind == OGG_OPUS => None,
            _ => Some("no voice note"),
        }
    }

    pub(super) fn spec(&self) -> Option<&'static spec::Spec> {
        self.strict.then(spec::spec).flatten()
    }
}

pub(super) fn refusal(status: u16, code: i64, fault: &str) -> Unfit {
    Unfit {
        status,
        answer: graph_error(code, fault).to_string(),
        fault: fault.to_owned(),
    }
}

fn is_read(body: &Value) -> bool {
    body.get("status") == Some(&json!("read"))
        && body.get("message_id").is_some_and(Value::is_string)
        && body.pointer("/typing_indicator/type") == Some(&json!("text"))
}

fn text_fault(body: &Value) -> Option<&'static str> {
    let length = text(body, "/text/body").map_or(0, |text| text.encode_utf16().count());
    (!(1..=4096).contains(&length)).then_some("a text of no or too many characters")
}

fn text<'a>(body: &'a Value, pointer: &str) -> Option<&'a str> {
    body.pointer(pointer)?.as_str()
}
