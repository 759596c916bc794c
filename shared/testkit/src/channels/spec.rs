//! Meta's own description of the API, where it lies beside the project.

use std::{path::Path, sync::OnceLock};

use jsonschema::Validator;
use serde_json::{Value, json};

const PATH: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../shared/specs/whatsapp.json"
);

pub(super) struct Spec {
    message: Validator,
    response: Validator,
}

/// The description, read once; none where it is absent.
pub(super) fn spec() -> Option<&'static Spec> {
    static SPEC: OnceLock<Option<Spec>> = OnceLock::new();
    SPEC.get_or_init(read).as_ref()
}

#[expect(
    clippy::expect_used,
    reason = "a description that is there must be readable"
)]
fn read() -> Option<Spec> {
    if !Path::new(PATH).exists() {
        eprintln!("skipped: no description of the WhatsApp Cloud API beside the project");
        return None;
    }
    let text = std::fs::read_to_string(PATH).expect("a readable description");
    let mut document: Value = serde_json::from_str(&text).expect("a description in JSON");
    // As written nothing satisfies it: each half of a message's `allOf` forbids the other's keys.
    if let Some(own_keys) = document.pointer_mut("/components/schemas/TextMessage/allOf/1") {
        own_keys["additionalProperties"] = json!(true);
    }
    let validator = |name: &str| {
        let schema = json!({
            "$ref": format!("#/components/schemas/{name}"),
            "components": document.get("components"),
        });
        jsonschema::draft202012::new(&schema).expect("a valid schema")
    };
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
