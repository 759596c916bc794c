//! The document's schemas, of what is shown and of what is written.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

const PLACE: &str = "/components/schemas";

/// The document's schemas. A type that is written has other required fields than the same type when
/// shown, and a name that ends in `Write`.
pub(super) struct Schemas {
    shown: SchemaGenerator,
    written: SchemaGenerator,
    changes: Vec<(String, Change)>,
}

type Change = fn(&mut Value);

impl Schemas {
    pub(super) fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = PLACE.into();
            })
        };
        Self {
            shown: settings().for_serialize().into_generator(),
            written: settings().for_deserialize().into_generator(),
            changes: Vec::new(),
        }
    }

    pub(super) fn shown<T: JsonSchema>(&mut self) -> Value {
        let mut schema = self.shown.subschema_for::<T>().to_value();
        close(&mut schema);
        schema
    }

    pub(super) fn written<T: JsonSchema>(&mut self) -> Value {
        let mut schema = self.written.subschema_for::<T>().to_value();
        as_written(&mut schema);
        close(&mut schema);
        schema
    }

    /// Changes a schema that has a name.
    pub(super) fn change(&mut self, reference: &Value, change: Change) {
        let name = reference["$ref"]
            .as_str()
            .and_then(|to| to.rsplit('/').next());
        self.changes
            .push((name.unwrap_or_default().to_owned(), change));
    }

    /// All named schemas, by their names.
    pub(super) fn named(mut self) -> Map<String, Value> {
        let mut named = self.shown.take_definitions(true);
        for (name, mut schema) in self.written.take_definitions(true) {
            as_written(&mut schema);
            named.insert(format!("{name}Write"), schema);
        }
        for (name, change) in self.changes {
            named.get_mut(&name).map(change);
        }
        named.values_mut().for_each(close);
        named
    }
}

/// Leads references to the names of written types.
fn as_written(schema: &mut Value) {
    each(schema, &mut |object| {
        if let Some(Value::String(to)) = object.get_mut("$ref") {
            to.push_str("Write");
        }
    });
}

/// Forbids fields that are not named, and joins the lines of a description.
fn close(schema: &mut Value) {
    each(schema, &mut |object| {
        if let Some(Value::String(comment)) = object.get_mut("description") {
            *comment = comment.replace('\n', " ");
        }
        if object.contains_key("properties") || object.get("type") == Some(&json!("object")) {
            object
                .entry("additionalProperties")
                .or_insert(Value::Bool(false));
        }
    });
}

/// Visits every schema in a schema. None of our fields has the name of a keyword that matters here.
fn each(schema: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match schema {
        Value::Object(object) => {
            change(object);
            object.values_mut().for_each(|value| each(value, change));
        }
        Value::Array(schemas) => schemas.iter_mut().for_each(|schema| each(schema, change)),
        _ => {}
    }
}
