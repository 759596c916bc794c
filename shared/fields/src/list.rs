//! Lists of settings.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::bounded::at_most;
use crate::{Carried, Expected, Finder, Reason, Walk};

/// At most `MOST` settings.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct List<const MOST: usize, T>(Vec<T>);

impl<const MOST: usize, T> List<MOST, T> {
    /// The settings.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<const MOST: usize, T: Walk> Walk for List<MOST, T> {
    fn walk(&mut self, path: &str, found: &mut Finder<'_>) {
        for (index, settings) in self.0.iter_mut().enumerate() {
            settings.walk(&format!("{path}[{index}]"), found);
        }
    }
}

impl<'de, const MOST: usize, T: Deserialize<'de>> Deserialize<'de> for List<MOST, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written<const MOST: usize, T>(PhantomData<T>);

        impl<'de, const MOST: usize, T: Deserialize<'de>> Visitor<'de> for Written<MOST, T> {
            type Value = List<MOST, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", Carried::from(Reason::WrongType(Expected::List)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Ok(List(at_most(MOST, list)?))
            }
        }

        deserializer.deserialize_seq(Written(PhantomData))
    }
}
