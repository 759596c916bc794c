//! JSON Schemas for types that other crates define.

use conversation::VoiceWhen;
use fields::pattern;
use schemars::generate::Contract;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::Runtime;

/// The form of an integration's id, as a regular expression.
pub const INTEGRATION_ID: &str = "^[a-z0-9-]{1,64}$";
/// The form of an assistant's id, as a regular expression.
pub const ASSISTANT_ID: &str = "^asst_[A-Za-z0-9_-]{1,59}$";

pub(crate) fn integration_id(_: &mut SchemaGenerator) -> Schema {
    pattern(INTEGRATION_ID)
}

pub(crate) fn assistant_id(_: &mut SchemaGenerator) -> Schema {
    pattern(ASSISTANT_ID)
}

pub(crate) fn runtime(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": Runtime::NAMES})
}

pub(crate) fn function_name(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "not": {"const": "transfer_to_human"}})
}

/// The JSON Schema of an object.
pub(crate) fn arguments(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "properties": {"type": {"const": "object"}, "allOf": false, "anyOf": false, "enum": false, "not": false, "oneOf": false},
        "required": ["type"],
        "additionalProperties": true,
    })
}

pub(crate) fn voice_when(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": VoiceWhen::NAMES})
}

pub(crate) fn zone_or_null(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": ["string", "null"], "minLength": 1, "maxLength": 64})
}

/// The opening times of a day: each has a start and an end. One that ends at or before its start
/// ends on the next day.
pub(crate) fn week(generator: &mut SchemaGenerator) -> Schema {
    let span = json!({
        "type": "array",
        "items": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"},
        "minItems": 2,
        "maxItems": 2,
    });
    let day = json!({"type": "array", "items": span, "maxItems": 10});
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let days: Map<String, Value> = days
        .into_iter()
        .map(|name| (name.to_owned(), day.clone()))
        .collect();
    let mut week = json_schema!({"type": "object", "properties": days});
    if *generator.contract() == Contract::Serialize {
        week.insert("required".to_owned(), days.keys().cloned().collect());
    }
    week
}
