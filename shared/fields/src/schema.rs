//! The fields' JSON Schemas. Each stands where its field is, without a name of its own.

use schemars::generate::Contract;
use schemars::{Schema, json_schema};
use serde_json::{Value, json};

use crate::{
    Filled, FilledList, Form, Link, List, MAX_VALUE, NewSecret, Secret, Text, Token, Whole, Word,
};

/// Control characters, which no text may hold but line breaks and tabs.
const CONTROL: &str = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]";

/// A string of a form.
pub fn pattern(pattern: &str) -> Schema {
    json_schema!({"type": "string", "pattern": pattern})
}

/// Describes a type under a name of its own in the document.
#[macro_export]
macro_rules! named_schema {
    ($name:literal, $type:ty, $generator:ident => $schema:expr) => {
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema($generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $schema
            }
        }
    };
}

/// The schema of an object with the field `tag`, which names its kind.
pub fn with_tag(schema: Schema, tag: &str, kind: &str) -> Schema {
    let mut schema = schema.to_value();
    if let Value::Object(object) = &mut schema {
        let properties = object.entry("properties").or_insert_with(|| json!({}));
        if let Value::Object(properties) = properties {
            properties.insert(tag.to_owned(), json!({"const": kind}));
        }
        let required = object.entry("required").or_insert_with(|| json!([]));
        if let Value::Array(required) = required {
            required.insert(0, json!(tag));
        }
    }
    Schema::try_from(schema).unwrap_or_default()
}

/// Describes a type where its field is, without a name of its own in the document.
#[macro_export]
macro_rules! inline_schema {
    ([$($generic:tt)*] $type:ty, $generator:ident => $schema:expr) => {
        impl<$($generic)*> schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema($generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $schema
            }
        }
    };
}

inline_schema!([const MAX: usize] Text<MAX>, _generator =>
    json_schema!({"type": "string", "maxLength": MAX, "not": {"type": "string", "pattern": CONTROL}}));

inline_schema!([const MAX: usize] Filled<MAX>, _generator =>
json_schema!({
    "type": "string",
    "minLength": 1,
    "maxLength": MAX,
    "pattern": "\\S",
    "not": {"type": "string", "pattern": CONTROL},
}));

inline_schema!([const MIN: u32, const MAX: u32, const D: u32] Whole<MIN, MAX, D>, _generator =>
    json_schema!({"type": "integer", "minimum": MIN, "maximum": MAX}));

inline_schema!([const MOST: usize, T: schemars::JsonSchema] List<MOST, T>, generator =>
json_schema!({
    "type": "array",
    "maxItems": MOST,
    "items": generator.subschema_for::<T>(),
}));

inline_schema!([const MOST: usize, const MAX: usize] FilledList<MOST, MAX>, generator =>
json_schema!({
    "type": "array",
    "items": generator.subschema_for::<Filled<MAX>>(),
    "maxItems": MOST,
}));

inline_schema!([F: Form] Word<F>, _generator => of_form::<F>());

inline_schema!([A] Link<A>, _generator =>
    json_schema!({"type": "string", "format": "uri", "minLength": 1, "maxLength": MAX_VALUE}));

inline_schema!([W, F: Form] Secret<W, F>, generator => {
    let kept = json_schema!({
        "type": "object",
        "properties": {"set": {"const": true}},
        "required": ["set"],
        "additionalProperties": false,
    });
    match generator.contract() {
        Contract::Serialize => kept,
        _ => json_schema!({"oneOf": [of_form::<F>(), kept]}),
    }
});

inline_schema!([] NewSecret, _generator => of_form::<Token>());

fn of_form<F: Form>() -> Schema {
    let mut schema = json_schema!({"type": "string", "minLength": 1, "maxLength": MAX_VALUE});
    if let Some(pattern) = F::PATTERN {
        schema.insert("pattern".to_owned(), pattern.into());
    }
    schema
}

/// Lets a field be left out.
pub fn without_required(schema: &mut Value, field: &str) {
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| name != field);
    }
}
