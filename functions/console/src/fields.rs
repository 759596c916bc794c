//! A JSON object, read field by field, so that every refusal names the path of its field.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use settings::Secret;

use crate::error::ApiError;
use crate::refused::Refused;

/// The body of a request, as its type.
pub(crate) fn read_body<T: DeserializeOwned + Serialize>(body: &[u8]) -> Result<T, ApiError> {
    let body = serde_json::from_slice(body).map_err(ApiError::Malformed)?;
    Ok(settings::read(body)?)
}

/// An object with its path. What is read from it is taken out.
#[derive(Debug)]
pub(crate) struct Fields {
    path: String,
    values: Map<String, Value>,
}

impl Fields {
    /// The body of a request.
    pub(crate) fn of_body(body: &[u8]) -> Result<Self, ApiError> {
        let body = serde_json::from_slice(body).map_err(ApiError::Malformed)?;
        Ok(Self::of(String::new(), body)?)
    }

    fn of(path: String, value: Value) -> Result<Self, Refused> {
        match value {
            Value::Object(values) => Ok(Self { path, values }),
            _ => Err(Refused::wrong_type(path, "an object")),
        }
    }

    /// The path of a field.
    pub(crate) fn path(&self, name: &str) -> String {
        match self.path.as_str() {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        }
    }

    /// Refuses every field that is not `known`: it may be a required one, misspelled.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Refused> {
        let unknown = self
            .values
            .keys()
            .find(|name| !known.contains(&name.as_str()));
        match unknown {
            Some(name) => Err(Refused::unknown(self.path(name))),
            None => Ok(()),
        }
    }

    /// Accepts what GET shows in `id`, and nothing else.
    pub(crate) fn of_id(&mut self, id: &str) -> Result<(), Refused> {
        match self.string("id")? {
            Some(other) if other != id => {
                let message = "must be the id in the path, or left out";
                Err(Refused::invalid(self.path("id"), message))
            }
            _ => {
                self.put("id", id.into());
                Ok(())
            }
        }
    }

    /// Puts a field in its place.
    pub(crate) fn put(&mut self, name: &str, value: Value) {
        self.values.insert(name.to_owned(), value);
    }

    /// Refuses a field that only what is stored has.
    pub(crate) fn not_there(&self, name: &str) -> Result<(), Refused> {
        match self.values.contains_key(name) {
            true => Err(Refused::unknown(self.path(name))),
            false => Ok(()),
        }
    }

    /// Takes `null` for left out, where it is allowed.
    pub(crate) fn nullable(&mut self, name: &str) -> &mut Self {
        if self.values.get(name) == Some(&Value::Null) {
            self.values.remove(name);
        }
        self
    }

    pub(crate) fn object(&mut self, name: &str) -> Result<Option<Self>, Refused> {
        let value = self.values.remove(name);
        value
            .map(|value| Self::of(self.path(name), value))
            .transpose()
    }

    /// A secret that there must be; `check` says what is wrong with a new one.
    pub(crate) fn secret(
        &mut self,
        name: &str,
        check: impl FnOnce(&str) -> Result<(), String>,
    ) -> Result<Secret, Refused> {
        let path = self.path(name);
        match self.values.remove(name) {
            None | Some(Value::Null) => Err(Refused::required(path)),
            Some(Value::String(text)) => match check(&text) {
                Ok(()) => Ok(Secret::Written(text.into())),
                Err(problem) => Err(Refused::invalid(path, problem)),
            },
            Some(shown) if settings::is_shown(&shown) => Ok(Secret::Stored),
            Some(_) => Err(Refused::wrong_type(path, Secret::EXPECTED)),
        }
    }

    /// A string of any form.
    pub(crate) fn string(&mut self, name: &str) -> Result<Option<String>, Refused> {
        match self.values.remove(name) {
            None => Ok(None),
            Some(value) => string(self.path(name), value).map(Some),
        }
    }
}

fn string(path: String, value: Value) -> Result<String, Refused> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(Refused::wrong_type(path, "a string")),
    }
}

impl From<Fields> for Value {
    fn from(fields: Fields) -> Self {
        Self::Object(fields.values)
    }
}
