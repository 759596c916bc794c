//! Secrets as they are written: they are never read back.

use secrecy::SecretString;
use serde_json::Value;
use settings::Secret;

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
    /// None where there must be one, and is none.
    pub(crate) fn of(secret: &Secret) -> Option<Self> {
        match secret {
            Secret::Unset => None,
            Secret::Stored => Some(Self::Keep),
            Secret::Written(secret) => Some(Self::Write(secret.clone())),
        }
    }

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
            Some(shown) if settings::is_shown(&shown) => Ok(Self::Keep),
            Some(_) => {
                let expected = r#"a string, or {"set": true} to keep what is stored"#;
                Err(Refused::wrong_type(path, expected))
            }
        }
    }
}
