//! The vendors' own descriptions of their APIs, in the folder that `RECADO_VENDOR_SPECS` names. If
//! it is set, tests are checked against them; a stand-in that serves people does without.

use std::{env, path::Path};

use jsonschema::Validator;
use serde_json::{Value, json};

/// One of them; none if no folder is named.
#[expect(
    clippy::expect_used,
    reason = "a description that is named must be readable"
)]
pub(crate) fn document(file: &str) -> Option<Value> {
    let path = Path::new(&env::var_os("RECADO_VENDOR_SPECS")?).join(file);
    let text = std::fs::read_to_string(path).expect("a readable description");
    Some(serde_json::from_str(&text).expect("a description in JSON"))
}

/// A validator of values against a document's schema, by the schema's name.
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
