//! Meta's own description of the API, if it lies beside the project.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::vendor_spec;

pub(super) struct Spec {
    text: Validator,
    audio: Validator,
    response: Validator,
    upload: Validator,
    lookup: Validator,
}

/// The description, read once; none if it is absent.
pub(super) fn spec() -> Option<&'static Spec> {
    static SPEC: OnceLock<Option<Spec>> = OnceLock::new();
    SPEC.get_or_init(read).as_ref()
}

#[expect(
    clippy::expect_used,
    reason = "a description that is there must be valid"
)]
fn read() -> Option<Spec> {
    let mut document = vendor_spec::document("whatsapp.json")?;
    // As written, nothing satisfies it: each half of a message's `allOf` forbids the other's keys.
    for message in ["TextMessage", "AudioMessage"] {
        let half = format!("/components/schemas/{message}/allOf/1");
        if let Some(own_keys) = document.pointer_mut(&half) {
            own_keys["additionalProperties"] = json!(true);
        }
    }
    let validator = |name| vendor_spec::validator(&document, name);
    let upload = response(&document, "/{Version}/{Phone-Number-ID}/media", "post");
    let lookup = response(&document, "/{Version}/{Media-ID}", "get");
    Some(Spec {
        text: validator("TextMessage"),
        audio: validator("AudioMessage"),
        response: validator("MessageResponsePayload"),
        upload: upload.expect("the response to an upload"),
        lookup: lookup.expect("the response to a question where media are"),
    })
}

fn response(document: &Value, path: &str, method: &str) -> Option<Validator> {
    let call = document.get("paths")?.get(path)?.get(method)?;
    let content = call.pointer("/responses/200/content")?;
    let schema = content.get("application/json")?.get("schema")?;
    jsonschema::draft202012::new(schema).ok()
}

impl Spec {
    pub(super) fn check(&self, message: &Value, response: &Value) -> Result<(), String> {
        // The description (v23.0) is older than business-scoped ids.
        let mut message = message.as_object().cloned().unwrap_or_default();
        if let Some(recipient) = message.remove("recipient") {
            message.insert("to".to_owned(), recipient);
        }
        let described = match message.get("type").and_then(Value::as_str) {
            Some("audio") => &self.audio,
            _ => &self.text,
        };
        check(described, &message.into())?;
        check(&self.response, response)
    }

    pub(super) fn check_upload(&self, response: &Value) -> Result<(), String> {
        check(&self.upload, response)
    }

    pub(super) fn check_lookup(&self, response: &Value) -> Result<(), String> {
        check(&self.lookup, response)
    }
}

fn check(validator: &Validator, value: &Value) -> Result<(), String> {
    validator
        .validate(value)
        .map_err(|error| format!("not as described, at {}: {error}", error.instance_path))
}
