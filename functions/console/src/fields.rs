//! A JSON object, read field by field, so that every refusal names the path of its field.

use std::ops::RangeInclusive;

use outbound::{Access, BaseUrl};
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::refused::Refused;

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

    /// A field as it is.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// Takes a field out as it is.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        self.values.remove(name)
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
    pub(crate) fn same_id(&mut self, id: &str) -> Result<(), Refused> {
        match self.string("id")? {
            Some(other) if other != id => {
                let message = "must be the id in the path, or left out";
                Err(Refused::invalid(self.path("id"), message))
            }
            _ => Ok(()),
        }
    }

    /// Takes `null` for left out, where it is allowed.
    pub(crate) fn nullable(&mut self, name: &str) -> &mut Self {
        if self.values.get(name) == Some(&Value::Null) {
            self.values.remove(name);
        }
        self
    }

    /// Refuses fields that have no place beside another one.
    pub(crate) fn none_of(&self, names: &[&str], message: &str) -> Result<(), Refused> {
        match names.iter().find(|name| self.values.contains_key(**name)) {
            Some(name) => Err(Refused::invalid(self.path(name), message)),
            None => Ok(()),
        }
    }

    pub(crate) fn required_object(&mut self, name: &str) -> Result<Self, Refused> {
        let object = self.object(name)?;
        object.ok_or_else(|| Refused::required(self.path(name)))
    }

    pub(crate) fn object(&mut self, name: &str) -> Result<Option<Self>, Refused> {
        let value = self.values.remove(name);
        value
            .map(|value| Self::of(self.path(name), value))
            .transpose()
    }

    pub(crate) fn flag(&mut self, name: &str) -> Result<Option<bool>, Refused> {
        match self.values.remove(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(Refused::wrong_type(self.path(name), "true or false")),
        }
    }

    pub(crate) fn number(&mut self, name: &str) -> Result<Option<f64>, Refused> {
        match self.values.remove(name) {
            None => Ok(None),
            Some(Value::Number(number)) => Ok(number.as_f64()),
            Some(_) => Err(Refused::wrong_type(self.path(name), "a number")),
        }
    }

    pub(crate) fn whole(
        &mut self,
        name: &str,
        range: RangeInclusive<u32>,
    ) -> Result<Option<u32>, Refused> {
        let Some(value) = self.values.remove(name) else {
            return Ok(None);
        };
        let fits = value.as_u64().and_then(|number| u32::try_from(number).ok());
        if let Some(number) = fits.filter(|number| range.contains(number)) {
            return Ok(Some(number));
        }
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        if value.is_i64() || value.is_u64() {
            Err(Refused::invalid(
                self.path(name),
                format!("must be {expected}"),
            ))
        } else {
            Err(Refused::wrong_type(self.path(name), &expected))
        }
    }

    /// A string of any form.
    pub(crate) fn string(&mut self, name: &str) -> Result<Option<String>, Refused> {
        match self.values.remove(name) {
            None => Ok(None),
            Some(value) => string(self.path(name), value).map(Some),
        }
    }

    /// A text of at most `max` characters, which may be empty.
    pub(crate) fn text(&mut self, name: &str, max: usize) -> Result<Option<String>, Refused> {
        let text = self.string(name)?;
        text.map(|text| bounded(self.path(name), text, max))
            .transpose()
    }

    /// A text of 1 to `max` characters.
    pub(crate) fn required_text(&mut self, name: &str, max: usize) -> Result<String, Refused> {
        let text = self.text(name, max)?;
        let text = text.ok_or_else(|| Refused::required(self.path(name)))?;
        not_blank(self.path(name), text)
    }

    /// A URL to which paths are appended: as it was written, and as it is meant.
    pub(crate) fn base_url(
        &mut self,
        name: &str,
        default: &str,
        access: Access,
    ) -> Result<(String, BaseUrl), Refused> {
        let url = self.text(name, channels::MAX_VALUE_BYTES)?;
        let url = url.unwrap_or_else(|| default.to_owned());
        match BaseUrl::parse_written(&url, access) {
            Ok(base) => Ok((url, base)),
            Err(error) => Err(Refused::invalid(self.path(name), error)),
        }
    }

    /// At most `most` texts of 1 to `max` characters.
    pub(crate) fn texts(
        &mut self,
        name: &str,
        most: usize,
        max: usize,
    ) -> Result<Vec<String>, Refused> {
        let path = self.path(name);
        let values = match self.values.remove(name) {
            None => Vec::new(),
            Some(Value::Array(values)) => values,
            Some(_) => return Err(Refused::wrong_type(path, "a list of strings")),
        };
        if values.len() > most {
            return Err(Refused::invalid(path, format!("must hold at most {most}")));
        }
        let texts = values.into_iter().enumerate().map(|(at, value)| {
            let path = format!("{path}[{at}]");
            let text = bounded(path.clone(), string(path.clone(), value)?, max)?;
            not_blank(path, text)
        });
        texts.collect()
    }
}

fn string(path: String, value: Value) -> Result<String, Refused> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(Refused::wrong_type(path, "a string")),
    }
}

/// Control characters belong into no setting, and each would take six bytes of its item.
fn bounded(path: String, text: String, max: usize) -> Result<String, Refused> {
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.chars().count() > max {
        Err(Refused::invalid(
            path,
            format!("must have at most {max} characters"),
        ))
    } else if text.contains(is_control) {
        Err(Refused::invalid(path, "must hold no control characters"))
    } else {
        Ok(text)
    }
}

fn not_blank(path: String, text: String) -> Result<String, Refused> {
    if text.trim().is_empty() {
        return Err(Refused::invalid(path, "must not be empty"));
    }
    Ok(text)
}
