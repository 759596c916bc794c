//! What an integration must say about its channel.

use std::collections::BTreeMap;
use std::time::Duration;

use outbound::{Access, BaseUrl};
use secrecy::SecretString;

/// The most bytes one setting may have.
pub const MAX_VALUE_BYTES: usize = 1024;

/// One channel kind, as whoever stores settings or shows them sees it.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its name in the settings, such as `whatsapp_cloud`.
    pub name: &'static str,
    /// What it needs to be told, in the order in which a person fills it in.
    pub fields: &'static [Field],
    /// How long its provider waits for the answer to a webhook, less the way there and back; none
    /// when being late costs nothing but a repeat.
    pub answer_within: Option<Duration>,
}

impl Kind {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// One setting of a channel kind. Every value is a string.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in the settings.
    pub name: &'static str,
    /// Which ciphertexts it goes into; none when it is no secret.
    pub secret: Option<Parts>,
    /// What it is when it is left out.
    pub default: Option<&'static str>,
    /// Whether it may be left out although it has no default.
    pub optional: bool,
    /// Whether it is a URL to which the outbound secrets go: when its origin changes, they must
    /// be written again. [`Self::check`] sees only its form; that it leads to a public address is
    /// for `outbound::Client::check_public`.
    pub url: bool,
    form: fn(&str, Access) -> Result<(), String>,
}

/// Which of an integration's two ciphertexts hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// What verifies a webhook.
    Inbound,
    /// What our own requests carry.
    Outbound,
    /// Used in both directions.
    Both,
}

impl Parts {
    /// Whether it belongs into the `inbound` ciphertext.
    pub const fn inbound(self) -> bool {
        matches!(self, Self::Inbound | Self::Both)
    }

    /// Whether it belongs into the `outbound` ciphertext.
    pub const fn outbound(self) -> bool {
        matches!(self, Self::Outbound | Self::Both)
    }
}

impl Field {
    pub(crate) const fn value(
        name: &'static str,
        form: fn(&str, Access) -> Result<(), String>,
    ) -> Self {
        Self {
            name,
            secret: None,
            default: None,
            optional: false,
            url: false,
            form,
        }
    }

    pub(crate) const fn secret(
        name: &'static str,
        parts: Parts,
        form: fn(&str, Access) -> Result<(), String>,
    ) -> Self {
        Self {
            secret: Some(parts),
            ..Self::value(name, form)
        }
    }

    pub(crate) const fn url(
        name: &'static str,
        default: Option<&'static str>,
        form: fn(&str, Access) -> Result<(), String>,
    ) -> Self {
        Self {
            default,
            url: true,
            ..Self::value(name, form)
        }
    }

    /// Whether settings without it are incomplete.
    pub const fn required(&self) -> bool {
        self.default.is_none() && !self.optional
    }

    #[must_use]
    pub(crate) const fn optional(self) -> Self {
        Self {
            optional: true,
            ..self
        }
    }

    /// Checks how a value looks. The error is a sentence for the person who wrote the value, and
    /// does not repeat it.
    pub fn check(&self, text: &str, access: Access) -> Result<(), String> {
        if text.is_empty() {
            return Err("must not be empty".to_owned());
        }
        if text.len() > MAX_VALUE_BYTES {
            return Err(format!("must have at most {MAX_VALUE_BYTES} bytes"));
        }
        (self.form)(text, access)
    }
}

/// Why settings do not make a channel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No channel has that name.
    #[error("there is no channel kind of that name")]
    UnknownKind,
    /// A field is missing, or its value cannot be used.
    #[error("{field}: {problem}")]
    Field {
        /// The field's name.
        field: &'static str,
        /// What is wrong with it; never the value itself.
        problem: String,
    },
}

/// The settings of one integration's channel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings<'a> {
    pub(crate) values: &'a BTreeMap<String, String>,
    pub(crate) secrets: &'a BTreeMap<String, SecretString>,
}

impl<'a> Settings<'a> {
    /// A value, or its default.
    pub(crate) fn value(&self, field: &Field) -> Result<&'a str, SettingsError> {
        self.values
            .get(field.name)
            .map(String::as_str)
            .or(field.default)
            .ok_or_else(|| missing(field))
    }

    /// A value that may be left out.
    pub(crate) fn optional(&self, field: &Field) -> Option<&'a str> {
        self.values.get(field.name).map(String::as_str)
    }

    /// A number that may be left out.
    pub(crate) fn optional_id(&self, field: &Field) -> Result<Option<u64>, SettingsError> {
        let id = self.optional(field).map(str::parse);
        id.transpose().map_err(|error| unusable(field, error))
    }

    /// The URL of a server. Its form only: what was saved is checked against the network at each
    /// connection.
    pub(crate) fn base_url(&self, field: &Field) -> Result<BaseUrl, SettingsError> {
        BaseUrl::parse(self.value(field)?, Access::Anywhere).map_err(|error| unusable(field, error))
    }

    pub(crate) fn secret(&self, field: &Field) -> Result<&'a SecretString, SettingsError> {
        self.secrets.get(field.name).ok_or_else(|| missing(field))
    }
}

fn missing(field: &Field) -> SettingsError {
    unusable(field, "is missing")
}

pub(crate) fn unusable(field: &Field, problem: impl ToString) -> SettingsError {
    SettingsError::Field {
        field: field.name,
        problem: problem.to_string(),
    }
}

/// A word of visible ASCII, such as a token that goes into a header.
pub(crate) fn token(text: &str, _: Access) -> Result<(), String> {
    if text.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(())
    } else {
        Err("must be letters, digits and signs of ASCII, without white space".to_owned())
    }
}

/// The URL of a server, or of one of its folders.
pub(crate) fn base_url(text: &str, access: Access) -> Result<(), String> {
    let base = BaseUrl::parse(text, access).map_err(|error| error.to_string())?;
    // Models' servers may want one; of chat providers' none does.
    match base.url().query() {
        Some(_) => Err("the URL must hold no query (?)".to_owned()),
        None => Ok(()),
    }
}
