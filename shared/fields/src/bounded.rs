//! Texts, numbers and lists within bounds.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Carried, Expected, Reason};

/// A text of at most `MAX` characters, which may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

/// A text of 1 to `MAX` characters that are not all white space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Filled<const MAX: usize>(String);

/// No default: the number is optional, or must be written.
const NO_DEFAULT: u32 = u32::MAX;

/// An integer from `MIN` to `MAX`; `DEFAULT` if it is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Whole<const MIN: u32, const MAX: u32, const DEFAULT: u32 = NO_DEFAULT>(u32);

/// At most `MOST` texts of 1 to `MAX` characters.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct FilledList<const MOST: usize, const MAX: usize>(Vec<Filled<MAX>>);

/// Whether a text has control characters. They belong into no setting, and each would take six
/// bytes of its item.
pub(crate) fn bounded(text: String, max: usize) -> Result<String, Reason> {
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.chars().count() > max {
        Err(Reason::TooManyCharacters(max))
    } else if text.contains(is_control) {
        Err(Reason::ControlCharacters)
    } else {
        Ok(text)
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = Carried;

    fn try_from(text: String) -> Result<Self, Carried> {
        Ok(Self(bounded(text, MAX)?))
    }
}

impl<const MAX: usize> TryFrom<String> for Filled<MAX> {
    type Error = Carried;

    fn try_from(text: String) -> Result<Self, Carried> {
        match bounded(text, MAX)? {
            text if text.trim().is_empty() => Err(Reason::Empty.into()),
            text => Ok(Self(text)),
        }
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> From<Filled<MAX>> for String {
    fn from(text: Filled<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> Text<MAX> {
    /// A text that is written in the code.
    #[must_use]
    pub fn written(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Filled<MAX> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MOST: usize, const MAX: usize> FilledList<MOST, MAX> {
    /// The texts.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(Filled::as_str)
    }
}

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> Default for Whole<MIN, MAX, DEFAULT> {
    /// The default. It does not compile if it is out of bounds.
    fn default() -> Self {
        const { assert!(MIN <= DEFAULT && DEFAULT <= MAX) }
        Self(DEFAULT)
    }
}

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> Whole<MIN, MAX, DEFAULT> {
    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl<'de, const MIN: u32, const MAX: u32, const DEFAULT: u32> Deserialize<'de>
    for Whole<MIN, MAX, DEFAULT>
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number<const MIN: u32, const MAX: u32>;

        impl<const MIN: u32, const MAX: u32> Visitor<'_> for Number<MIN, MAX> {
            type Value = u32;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(
                    f,
                    "{}",
                    Carried::from(Reason::NotWhole { min: MIN, max: MAX })
                )
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                let fits = u32::try_from(number).ok();
                let fits = fits.filter(|number| (MIN..=MAX).contains(number));
                fits.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                match u64::try_from(number) {
                    Ok(number) => self.visit_u64(number),
                    Err(_) => Err(E::invalid_value(Unexpected::Signed(number), &self)),
                }
            }
        }

        let number = deserializer.deserialize_u32(Number::<MIN, MAX>)?;
        Ok(Self(number))
    }
}

impl<'de, const MOST: usize, const MAX: usize> Deserialize<'de> for FilledList<MOST, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<const MOST: usize, const MAX: usize>(PhantomData<()>);

        impl<'de, const MOST: usize, const MAX: usize> Visitor<'de> for List<MOST, MAX> {
            type Value = FilledList<MOST, MAX>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", Carried::from(Reason::WrongType(Expected::Texts)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Ok(FilledList(at_most(MOST, list)?))
            }
        }

        deserializer.deserialize_seq(List(PhantomData))
    }
}

/// Reads a list that holds no more elements than that.
pub(crate) fn at_most<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(
    most: usize,
    mut list: A,
) -> Result<Vec<T>, A::Error> {
    let mut elements = Vec::new();
    while let Some(element) = list.next_element()? {
        elements.push(element);
    }
    match elements.len() > most {
        true => Err(A::Error::custom(Carried::from(Reason::TooManyEntries(
            most,
        )))),
        false => Ok(elements),
    }
}
