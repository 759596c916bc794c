//! Secrets as they are written: they are never read back.

use secrecy::SecretString;
use serde_json::{Value, json};

use crate::fields::Fields;
use crate::refused::Refused;

/// What was written in the place of a secret that there must be.
#[derive(Debug)]
pub(crate) enum SecretInput {
    /// A new one.
    Write(SecretString),
    /// What GET shows, sent back: the stored one stays.
    Keep,
}

impl SecretInput {
    /// Takes the secret `name` out of `fields`; `check` says what is wrong with a new one.
    pub(crate) fn take(
        fields: &mut Fields,
        name: &str,
        check: impl FnOnce(&str) -> Result<(), String>,
    ) -> Result<Self, Refused> {
        let path = fields.path(name);
        match fields.take(name) {
            None | Some(Value::Null) => Err(Refused::required(path)),
            Some(Value::String(text)) => match check(&text) {
                Ok(()) => Ok(Self::Write(text.into())),
                Err(problem) => Err(Refused::invalid(path, problem)),
            },
            Some(shown) if shown == shown_as_set() => Ok(Self::Keep),
            Some(_) => {
                let expected = r#"a string, or {"set": true} to keep what is stored"#;
                Err(Refused::wrong_type(path, expected))
            }
        }
    }
}

/// How a stored secret is shown.
pub(crate) fn shown_as_set() -> Value {
    json!({"set": true})
}

/// The form of a key that goes into a header.
pub(crate) fn api_key(text: &str) -> Result<(), String> {
    const MAX: usize = channels::MAX_VALUE_BYTES;
    if text.is_empty() {
        Err("must not be empty".to_owned())
    } else if text.len() > MAX {
        Err(format!("must have at most {MAX} bytes"))
    } else if !text.bytes().all(|b| b.is_ascii_graphic()) {
        Err("must be letters, digits and signs of ASCII, without white space".to_owned())
    } else {
        Ok(())
    }
}
