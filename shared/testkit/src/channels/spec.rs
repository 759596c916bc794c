//! Meta's own description of the API, where it lies beside the project.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::vendor_spec;

pub(super) struct Spec {
    message: Validator,
    response: Validator,
}

/// The description, read once; none where it is absent.
pub(super) fn spec() -> Option<&'static Spec> {
    static SPEC: OnceLock<Option<Spec>> = OnceLock::new();
    SPEC.get_or_init(read).as_ref()
}

fn read() -> Option<Spec> {
    let mut document = vendor_spec::document("whatsapp.json", "WhatsApp Cloud API")?;
    // As written nothing satisfies it: each half of a message's `allOf` forbids the other's keys.
    if let Some(own_keys) = document.pointer_mut("/components/schemas/TextMessage/allOf/1") {
        own_keys["additionalProperties"] = json!(true);
    }
    let validator = |name| vendor_spec::validator(&document, name);
    Some(Spec {
        message: validator("TextMessage"),
        response: validator("MessageResponsePayload"),
    })
}

impl Spec {
    pub(super) fn check(&self, message: &Value, response: &Value) -> Result<(), String> {
        // The description (v23.0) is older than business-scoped ids.
        let mut message = message.as_object().cloned().unwrap_or_default();
        if let Some(recipient) = message.remove("recipient") {
            message.insert("to".to_owned(), recipient);
        }
        check(&self.message, &message.into())?;
        check(&self.response, response)
    }
}

fn check(validator: &Validator, value: &Value) -> Result<(), String> {
    validator
        .validate(value)
        .map_err(|error| format!("not as described, at {}: {error}", error.instance_path))
}
