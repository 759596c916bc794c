//! The values of the form's fields, as texts: of stored settings, or as they were sent.

use std::collections::{BTreeMap, BTreeSet};

use fields::{Found, Walk, joined};
use serde_json::Value;
use settings::Integration;

use super::schema::Shape;
use super::setting::Kind;
use crate::pages::Fields;

/// The field that says whether there are opening hours.
pub(super) const HOURS: &str = "_hours";
/// The field that says which phrases there are.
pub(super) const PHRASES: &str = "_phrases";
/// The version that the form was made from; empty for an integration that is to be made.
pub(super) const VERSION: &str = "_version";
/// The settings that the form was made from, without secrets.
pub(super) const BASE: &str = "_base";
/// The kind of channel that the channel's fields were made for.
pub(super) const KIND: &str = "_kind";
/// What a choice of several sends for the choice that needs more fields.
pub(super) const OWN: &str = "own";
/// What it sends for Recado's own phrases.
pub(super) const DEFAULT: &str = "default";

/// The values by the fields' names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Values {
    texts: BTreeMap<String, String>,
    /// The secrets that are stored.
    pub(super) stored: BTreeSet<String>,
    /// The secrets that were typed, and are nowhere any more.
    pub(super) typed: BTreeSet<String>,
}

impl Values {
    /// Those of stored settings, or of settings as they are shown.
    pub(super) fn of(settings: &Value) -> Self {
        let mut values = Self::default();
        values.collect("", settings);
        let set = |is: bool| if is { OWN } else { "" };
        let is_set = |name: &str| settings.get(name).is_some_and(|it| !it.is_null());
        values.set(HOURS, set(is_set("hours")));
        // A phrase of this name would be in a list.
        if settings.get("phrases").and_then(Value::as_str) == Some(DEFAULT) {
            values.texts.remove("phrases");
            values.set(PHRASES, DEFAULT);
        } else {
            values.set(PHRASES, set(is_set("phrases")));
        }
        values
    }

    /// Those of the settings that a form was made from.
    pub(super) fn base(fields: &Fields) -> Self {
        let base = serde_json::from_str::<Value>(fields.text(BASE));
        Self::of(&base.unwrap_or_default())
    }

    /// Those that were sent, but for the secrets, beside what is stored.
    pub(super) fn sent(fields: &Fields, stored: Option<&Integration>, secret: &[&str]) -> Self {
        let mut values = Self {
            stored: stored.map(secrets).unwrap_or_default(),
            ..Self::default()
        };
        for (name, text) in fields.pairs() {
            if !secret.contains(&name) {
                values.set(name, text);
            } else if !text.is_empty() {
                values.typed.insert(name.to_owned());
            }
        }
        values
    }

    fn collect(&mut self, path: &str, value: &Value) {
        match value {
            Value::Null => {}
            Value::Object(fields) if fields.len() == 1 && fields.contains_key("set") => {
                self.stored.insert(path.to_owned());
            }
            Value::Object(fields) => {
                for (name, value) in fields {
                    self.collect(&joined(path, name), value);
                }
            }
            Value::Array(entries) => {
                if entries.iter().any(Value::is_object) {
                    self.set(path, &format!("{value:#}"));
                    return;
                }
                let separator = if path.starts_with("hours.") {
                    ", "
                } else {
                    "\n"
                };
                let entries: Vec<_> = entries.iter().map(entry).collect();
                self.set(path, &entries.join(separator));
            }
            other => self.set(path, &entry(other)),
        }
    }

    pub(super) fn set(&mut self, name: &str, text: &str) {
        self.texts.insert(name.to_owned(), text.to_owned());
    }

    /// The text of a field; empty if there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.written(name).unwrap_or_default()
    }

    /// The text of a field, which may be empty; none if nobody has written or stored any.
    pub(super) fn written(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// Whether a box is ticked: by its value, or else by the settings' own default.
    pub(super) fn is_on(&self, name: &str) -> bool {
        match self.texts.get(name) {
            Some(text) => text == "true",
            None => {
                let default = Shape::at(name).and_then(|shape| shape.default());
                default == Some(&Value::Bool(true))
            }
        }
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        Kind::of(self.get("channel.kind"))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }
}

/// A span of a day as `09:00-18:00`, and all else as it is.
fn entry(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(span) => span.iter().map(entry).collect::<Vec<_>>().join("-"),
        other => other.to_string(),
    }
}

/// The paths of the secrets that settings have.
pub(super) fn secrets(settings: &Integration) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    settings.clone().walk("", &mut |path, found| {
        if let Found::Secret(..) = found {
            paths.insert(path.to_owned());
        }
    });
    paths
}
