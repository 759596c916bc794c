//! Phrases of a customer that have a meaning of their own.

use std::fmt;

use fields::{Carried, Expected, Invalid, Reason, inline_schema, plain};
use schemars::json_schema;
use serde::de::{Error, SeqAccess, Unexpected, Visitor, value::SeqAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Checked, Readable};

const MOST: usize = 100;
const MAX: usize = 100;

/// The phrases by which a customer asks for a person: `"default"` for Recado's own list, or a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", untagged)]
pub enum Phrases {
    /// The phrases of the settings.
    These(PhraseList),
    /// Recado's own list.
    Named(NamedPhrases),
}

/// A list of phrases.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<Checked<Phrase, MAX>>")]
pub struct PhraseList(Vec<Checked<Phrase, MAX>>);

/// The name of a list of Recado's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedPhrases {
    /// [`conversation::Phrases::of_recado`].
    Default,
}

/// A phrase with at least one letter or digit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase(conversation::Phrases);

impl Readable for Phrase {
    fn read(text: &str) -> Result<Self, Reason> {
        if text.trim().is_empty() {
            return Err(Reason::Empty);
        }
        let phrase = conversation::Phrases::parse(&[text]);
        phrase.map(Self).map_err(|_| Reason::EmptyPhrase)
    }
}

impl PhraseList {
    /// Refuses a phrase with a line break or a tab that a person wrote: where each line is a phrase, it
    /// would be read back as another one. Stored phrases stay readable.
    pub(crate) fn check(&self, path: &str) -> Result<(), Invalid> {
        let is_broken = |phrase: &Checked<Phrase, MAX>| phrase.as_str().contains(char::is_control);
        match self.0.iter().position(is_broken) {
            None => Ok(()),
            Some(nth) => Err(Invalid::value(
                format!("{path}[{nth}]"),
                Reason::ControlCharacters,
            )),
        }
    }

    pub(crate) fn meaning(&self) -> conversation::Phrases {
        let phrases = self.0.iter();
        phrases.map(|phrase| phrase.meaning().0.clone()).collect()
    }
}

impl TryFrom<Vec<Checked<Phrase, MAX>>> for PhraseList {
    type Error = Carried;

    fn try_from(phrases: Vec<Checked<Phrase, MAX>>) -> Result<Self, Carried> {
        match phrases.len() > MOST {
            true => Err(Reason::TooManyEntries(MOST).into()),
            false => Ok(Self(phrases)),
        }
    }
}

impl Phrases {
    pub(crate) fn meaning(&self) -> conversation::Phrases {
        match self {
            Self::These(phrases) => phrases.meaning(),
            Self::Named(NamedPhrases::Default) => conversation::Phrases::of_recado(),
        }
    }
}

impl<'de> Deserialize<'de> for Phrases {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;

        impl<'de> Visitor<'de> for Written {
            type Value = Phrases;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", Carried::from(Reason::WrongType(Expected::Phrases)))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Phrases, E> {
                match name {
                    "default" => Ok(Phrases::Named(NamedPhrases::Default)),
                    other => Err(E::invalid_type(Unexpected::Str(other), &self)),
                }
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Phrases, A::Error> {
                let phrases = PhraseList::deserialize(SeqAccessDeserializer::new(list))?;
                match phrases.0.is_empty() {
                    true => Err(A::Error::custom(Carried::from(Reason::NoEntries))),
                    false => Ok(Phrases::These(phrases)),
                }
            }
        }

        deserializer.deserialize_any(Written)
    }
}

plain!([] Phrases);
plain!([] PhraseList);

inline_schema!([] PhraseList, generator => json_schema!({
    "type": "array",
    "items": generator.subschema_for::<Checked<Phrase, MAX>>(),
    "maxItems": MOST,
}));

inline_schema!([] Phrases, generator => {
    let mut these = PhraseList::json_schema(generator);
    these.insert("minItems".to_owned(), 1.into());
    json_schema!({"oneOf": [{"const": "default"}, these]})
});
