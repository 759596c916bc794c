//! Words in a form that their provider prescribes.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::{Carried, MAX_VALUE, Reason, plain};

/// The form of a word or of a secret.
pub trait Form {
    /// The form as a regular expression, if it has one.
    const PATTERN: Option<&'static str> = None;

    /// Checks a text.
    fn check(text: &str) -> Result<(), Reason>;
}

/// Visible ASCII, for example a token that goes into a header.
#[derive(Debug)]
pub enum Token {}

impl Form for Token {
    const PATTERN: Option<&'static str> = Some("^[!-~]+$");

    fn check(text: &str) -> Result<(), Reason> {
        match text.bytes().all(|b| b.is_ascii_graphic()) {
            true => Ok(()),
            false => Err(Reason::NotVisibleAscii),
        }
    }
}

/// Checks a value of that form, which has 1 to [`MAX_VALUE`] bytes.
pub(crate) fn checked<F: Form>(text: &str) -> Result<(), Reason> {
    if text.is_empty() {
        Err(Reason::Empty)
    } else if text.len() > MAX_VALUE {
        Err(Reason::TooManyBytes(MAX_VALUE))
    } else {
        F::check(text)
    }
}

/// A text of the form `F` that is not a secret.
#[derive(Serialize, Deserialize)]
#[serde(try_from = "String", into = "String", bound(deserialize = "F: Form"))]
pub struct Word<F> {
    text: String,
    form: PhantomData<fn() -> F>,
}

impl<F> Word<F> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<F: Form> TryFrom<String> for Word<F> {
    type Error = Carried;

    fn try_from(text: String) -> Result<Self, Carried> {
        checked::<F>(&text)?;
        let form = PhantomData;
        Ok(Self { text, form })
    }
}

impl<F> From<Word<F>> for String {
    fn from(word: Word<F>) -> Self {
        word.text
    }
}

impl<F> Clone for Word<F> {
    fn clone(&self) -> Self {
        let (text, form) = (self.text.clone(), PhantomData);
        Self { text, form }
    }
}

impl<F> fmt::Debug for Word<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl<F> PartialEq for Word<F> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

plain!([F] Word<F>);
