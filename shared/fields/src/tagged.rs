//! Settings of several kinds, told apart by a field.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Expected, Invalid};

/// The kind that a person wrote into the field `tag`, and the other fields, for the kind's own type
/// to read. If all were read at once, serde would lose their paths.
pub fn tagged(written: &Value, tag: &str) -> Result<(String, Value), Invalid> {
    let Value::Object(fields) = written else {
        return Err(Invalid::wrong_type("", Expected::Object));
    };
    let mut rest: Map<String, Value> = fields.clone();
    match rest.remove(tag) {
        Some(Value::String(kind)) => Ok((kind, rest.into())),
        Some(_) => Err(Invalid::wrong_type(tag, Expected::Text)),
        None => Err(Invalid::required(tag)),
    }
}

/// The settings of a kind that has none.
#[derive(Debug, Serialize, Deserialize)]
pub struct Nothing {}
