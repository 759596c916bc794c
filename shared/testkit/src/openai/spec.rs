//! The API's own description, where it lies beside the project.

use std::{path::Path, sync::OnceLock};

use jsonschema::Validator;
use serde_json::{Value, json};

use super::check::Fault;

const PATH: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../shared/specs/openai.json"
);

pub(super) struct Spec {
    request: Validator,
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
        eprintln!("skipped: no description of the OpenAI API beside the project");
        return None;
    }
    let text = std::fs::read_to_string(PATH).expect("a readable description");
    let document: Value = serde_json::from_str(&text).expect("a description in JSON");
    let validator = |name: &str| {
        let schema = json!({
            "$ref": format!("#/components/schemas/{name}"),
            "components": document.get("components"),
        });
        jsonschema::draft202012::new(&schema).expect("a valid schema")
    };
    Some(Spec {
        request: validator("CreateResponse"),
        response: validator("Response"),
    })
}

impl Spec {
    pub(super) fn check_request(&self, body: &Value) -> Result<(), Fault> {
        check(&self.request, body, "request")
    }

    pub(super) fn check_response(&self, body: &Value) -> Result<(), Fault> {
        check(&self.response, body, "response")
    }
}

fn check(validator: &Validator, body: &Value, what: &str) -> Result<(), Fault> {
    validator.validate(body).map_err(|error| {
        let path = error.instance_path.to_string();
        Fault::new(&path, &format!("the {what} is not as described: {error}"))
    })
}
