//! The vendors' own descriptions of their APIs, where they lie beside the project.

use std::path::Path;

use jsonschema::Validator;
use serde_json::{Value, json};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/specs");

/// One of them; none where it is absent, which is said once by whoever keeps it.
#[expect(
    clippy::expect_used,
    reason = "a description that is there must be readable"
)]
pub(crate) fn document(file: &str, api: &str) -> Option<Value> {
    let path = Path::new(FOLDER).join(file);
    if !path.exists() {
        eprintln!("skipped: no description of the {api} beside the project");
        return None;
    }
    let text = std::fs::read_to_string(path).expect("a readable description");
    Some(serde_json::from_str(&text).expect("a description in JSON"))
}

/// What checks a value against a schema of a document, by the schema's name.
#[expect(
    clippy::expect_used,
    reason = "a description that is there must be valid"
)]
pub(crate) fn validator(document: &Value, name: &str) -> Validator {
    let schema = json!({
        "$ref": format!("#/components/schemas/{name}"),
        "components": document.get("components"),
    });
    jsonschema::draft202012::new(&schema).expect("a valid schema")
}
