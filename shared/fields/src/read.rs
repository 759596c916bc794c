//! Reading what a person wrote, so that every refusal names the path of its field.

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::Value;
use serde_path_to_error::{Segment, Track};

use crate::reason::{carried, expected, of_sentence};
use crate::{Expected, Reason};

/// A field that cannot be accepted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct Invalid {
    /// The kind of mistake.
    pub mistake: Mistake,
    /// The field's JSON path; empty for the body as a whole.
    pub path: String,
    /// What to do about it.
    pub reason: Reason,
}

/// The kinds of mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// The field is missing.
    Required,
    /// The field is unknown.
    UnknownField,
    /// The value has the wrong type.
    WrongType,
    /// The value has the right type and cannot be accepted.
    Invalid,
}

impl Invalid {
    /// An invalid value.
    pub fn value(path: impl Into<String>, reason: Reason) -> Self {
        Self::new(Mistake::Invalid, path.into(), reason)
    }

    /// A field that is missing.
    pub fn required(path: impl Into<String>) -> Self {
        Self::new(Mistake::Required, path.into(), Reason::Required)
    }

    /// An unknown field.
    pub fn unknown(path: impl Into<String>) -> Self {
        Self::new(Mistake::UnknownField, path.into(), Reason::UnknownField)
    }

    /// A value of another type.
    pub fn wrong_type(path: impl Into<String>, expected: Expected) -> Self {
        Self::new(Mistake::WrongType, path.into(), Reason::WrongType(expected))
    }

    const fn new(mistake: Mistake, path: String, reason: Reason) -> Self {
        Self {
            mistake,
            path,
            reason,
        }
    }

    /// The same mistake, within a field.
    #[must_use]
    pub fn within(self, field: &str) -> Self {
        let path = match self.path.is_empty() {
            true => field.to_owned(),
            false => joined(field, &self.path),
        };
        Self { path, ..self }
    }
}

/// Reads settings, or says what is wrong with the first invalid field. An unknown field comes
/// before a missing one, since it may be the missing one, misspelled.
pub fn read<T: DeserializeOwned + Serialize>(value: Value) -> Result<T, Invalid> {
    if !value.is_object() {
        return Err(Invalid::wrong_type("", Expected::Object));
    }
    let mut track = Track::new();
    let tracked = serde_path_to_error::Deserializer::new(value.clone(), &mut track);
    let mut unknown = None;
    let result = serde_ignored::deserialize(tracked, |path| {
        unknown.get_or_insert_with(|| of_ignored(&path));
    });
    match (unknown, result) {
        (Some(path), _) => Err(Invalid::unknown(path)),
        (None, Ok(read)) => {
            let again = serde_json::to_value(&read).unwrap_or_default();
            match list_for_object(&value, &again, String::new()) {
                Some(path) => Err(Invalid::wrong_type(path, Expected::Object)),
                None => Ok(read),
            }
        }
        (None, Err(error)) => Err(refused(&track.path(), &error)),
    }
}

/// Refuses a list in place of an object, which serde takes for the fields in their order.
fn list_for_object(written: &Value, read: &Value, path: String) -> Option<String> {
    match (written, read) {
        (Value::Array(_), Value::Object(_)) => Some(path),
        (Value::Object(written), Value::Object(read)) => {
            written.iter().find_map(|(name, written)| {
                list_for_object(written, read.get(name)?, joined(&path, name))
            })
        }
        _ => None,
    }
}

/// What an error of serde means. Serde's sentences are known: `serde::de::Error`.
fn refused(path: &serde_path_to_error::Path, error: &serde_json::Error) -> Invalid {
    let path = of_wrong(path);
    let said = error.to_string();
    let reason = carried(&said);
    let named = || said.split('`').nth(1).unwrap_or_default();
    let says = |beginning| said.starts_with(beginning);
    if says("missing field") {
        Invalid::required(joined(&path, named()))
    } else if says("unknown field") {
        Invalid::unknown(path)
    } else if says("invalid type") {
        let told = said.rsplit_once(", expected ").map(|(_, told)| told);
        let reason = reason.unwrap_or_else(|| expected(told.unwrap_or_default()));
        Invalid::new(Mistake::WrongType, path, reason)
    } else if says("invalid length") {
        // A list in the place of an object, of another length than it has fields.
        Invalid::wrong_type(path, Expected::Object)
    } else {
        match reason.unwrap_or_else(|| of_sentence(&said)) {
            Reason::Required => Invalid::required(path),
            reason => Invalid::value(path, reason),
        }
    }
}

fn of_wrong(path: &serde_path_to_error::Path) -> String {
    path.iter()
        .fold(String::new(), |path, segment| match segment {
            Segment::Seq { index } => format!("{path}[{index}]"),
            Segment::Map { key } => joined(&path, key),
            Segment::Enum { .. } | Segment::Unknown => path,
        })
}

fn of_ignored(path: &serde_ignored::Path<'_>) -> String {
    match path {
        serde_ignored::Path::Root => String::new(),
        serde_ignored::Path::Seq { parent, index } => format!("{}[{index}]", of_ignored(parent)),
        serde_ignored::Path::Map { parent, key } => joined(&of_ignored(parent), key),
        serde_ignored::Path::Some { parent }
        | serde_ignored::Path::NewtypeStruct { parent }
        | serde_ignored::Path::NewtypeVariant { parent } => of_ignored(parent),
    }
}

/// Reads a value that may be left out but is never null.
pub fn some<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The path of a field of the value at that path.
pub fn joined(path: &str, field: &str) -> String {
    match path {
        "" => field.to_owned(),
        path => format!("{path}.{field}"),
    }
}
