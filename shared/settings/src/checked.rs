//! Texts that mean something by a form of their own.

use std::fmt::Display;

use conversation::{Keyword, Marker, marker::DEFAULT_MARKER};
use fields::{Text, Walk, inline_schema};
use schemars::json_schema;
use serde::{Deserialize, Serialize};

/// What is read from a text of the settings.
pub trait Readable: Sized {
    /// Reads it; the error is a sentence for the person who wrote the text.
    fn read(text: &str) -> Result<Self, impl Display>;
}

impl Readable for Marker {
    fn read(text: &str) -> Result<Self, impl Display> {
        Self::parse(text)
    }
}

impl Readable for Keyword {
    fn read(text: &str) -> Result<Self, impl Display> {
        Self::parse(text).map_err(|_| "needs at least one letter or digit")
    }
}

/// A text of at most `MAX` characters, and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    try_from = "Text<MAX>",
    into = "Text<MAX>",
    bound(serialize = "T: Clone", deserialize = "T: Readable")
)]
pub struct Checked<T, const MAX: usize> {
    text: Text<MAX>,
    meaning: T,
}

impl<const MAX: usize> Default for Checked<Marker, MAX> {
    fn default() -> Self {
        Self {
            text: Text::written(DEFAULT_MARKER),
            meaning: Marker::default(),
        }
    }
}

impl<T, const MAX: usize> Checked<T, MAX> {
    /// What was written.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// What it means.
    pub const fn meaning(&self) -> &T {
        &self.meaning
    }
}

impl<T: Readable, const MAX: usize> TryFrom<Text<MAX>> for Checked<T, MAX> {
    type Error = String;

    fn try_from(text: Text<MAX>) -> Result<Self, String> {
        let meaning = T::read(text.as_str()).map_err(|error| error.to_string())?;
        Ok(Self { text, meaning })
    }
}

impl<T, const MAX: usize> From<Checked<T, MAX>> for Text<MAX> {
    fn from(checked: Checked<T, MAX>) -> Self {
        checked.text
    }
}

impl<T, const MAX: usize> Walk for Checked<T, MAX> {}

inline_schema!([T, const MAX: usize] Checked<T, MAX>, _generator =>
    json_schema!({"type": "string", "minLength": 1, "maxLength": MAX}));
