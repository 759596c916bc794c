//! Secrets: written as a string, shown as `{"set": true}`, and never read back.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::de::{Error, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use crate::MAX_VALUE;

/// A secret of the form of an [`ApiKey`].
#[derive(Debug, Clone, Default)]
pub enum Secret {
    /// There is none.
    #[default]
    Unset,
    /// There is one, which is stored elsewhere. Written, it asks to keep that one.
    Stored,
    /// A new one.
    Written(SecretString),
}

impl Secret {
    /// What may be written.
    pub const EXPECTED: &str = r#"a string, or {"set": true} to keep what is stored"#;
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unset, Self::Unset) | (Self::Stored, Self::Stored) => true,
            (Self::Written(one), Self::Written(other)) => {
                one.expose_secret() == other.expose_secret()
            }
            _ => false,
        }
    }
}

impl Eq for Secret {}

/// A key that goes into a header.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct ApiKey(pub SecretString);

impl Serialize for ApiKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Secret::Stored.serialize(serializer)
    }
}

impl TryFrom<String> for ApiKey {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        form(&text)?;
        Ok(Self(text.into()))
    }
}

/// Whether a value is how a stored secret is shown.
pub fn is_shown(value: &Value) -> bool {
    *value == json!({"set": true})
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unset => serializer.serialize_none(),
            Self::Stored | Self::Written(_) => json!({"set": true}).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;

        impl<'de> Visitor<'de> for Written {
            type Value = Secret;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(Secret::EXPECTED)
            }

            fn visit_unit<E: Error>(self) -> Result<Secret, E> {
                Ok(Secret::Unset)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Secret, E> {
                form(text).map_err(E::custom)?;
                Ok(Secret::Written(text.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Secret, A::Error> {
                let mut shown = serde_json::Map::new();
                while let Some((name, value)) = map.next_entry()? {
                    shown.insert(name, value);
                }
                match is_shown(&Value::Object(shown)) {
                    true => Ok(Secret::Stored),
                    false => Err(A::Error::invalid_type(Unexpected::Map, &self)),
                }
            }
        }

        deserializer.deserialize_any(Written)
    }
}

fn form(text: &str) -> Result<(), String> {
    if text.is_empty() {
        Err("must not be empty".to_owned())
    } else if text.len() > MAX_VALUE {
        Err(format!("must have at most {MAX_VALUE} bytes"))
    } else if !text.bytes().all(|b| b.is_ascii_graphic()) {
        Err("must be letters, digits and signs of ASCII, without white space".to_owned())
    } else {
        Ok(())
    }
}
