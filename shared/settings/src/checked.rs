//! Texts that must have a form of their own, and the values that they stand for.

use conversation::{Keyword, Marker, marker::DEFAULT_MARKER};
use fields::{Carried, Reason, Text, inline_schema, plain};
use schemars::json_schema;
use serde::{Deserialize, Serialize};

/// A value that is read from a text of the settings.
pub trait Readable: Sized {
    /// Reads the text.
    fn read(text: &str) -> Result<Self, Reason>;
}

impl Readable for Marker {
    fn read(text: &str) -> Result<Self, Reason> {
        Self::parse(text).map_err(|_| Reason::EmptyMarker)
    }
}

impl Readable for Keyword {
    fn read(text: &str) -> Result<Self, Reason> {
        Self::parse(text).map_err(|_| Reason::EmptyKeyword)
    }
}

/// A text of at most `MAX` characters, with the value that it stands for.
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
    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The value that the text stands for.
    pub const fn meaning(&self) -> &T {
        &self.meaning
    }
}

impl<T: Readable, const MAX: usize> TryFrom<Text<MAX>> for Checked<T, MAX> {
    type Error = Carried;

    fn try_from(text: Text<MAX>) -> Result<Self, Carried> {
        let meaning = T::read(text.as_str())?;
        Ok(Self { text, meaning })
    }
}

impl<T, const MAX: usize> From<Checked<T, MAX>> for Text<MAX> {
    fn from(checked: Checked<T, MAX>) -> Self {
        checked.text
    }
}

plain!([T, const MAX: usize] Checked<T, MAX>);

inline_schema!([T, const MAX: usize] Checked<T, MAX>, _generator =>
    json_schema!({"type": "string", "minLength": 1, "maxLength": MAX}));
