//! Secrets: written as a string, shown as `{"set": true}`, and never shown again.

use std::fmt;
use std::marker::PhantomData;

use secrecy::{ExposeSecret, SecretString};
use serde::de::{Error, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::form::checked;
use crate::{Carried, Expected, Finder, Form, Found, Reason, Token, Walk, plain};

/// Which of an integration's two ciphertexts hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretScope {
    /// `inbound`: the secret verifies webhooks.
    Inbound,
    /// `outbound`: our own requests carry the secret.
    Outbound,
    /// Both of them.
    Both,
}

impl SecretScope {
    /// Whether the secret belongs into the `inbound` ciphertext.
    pub const fn inbound(self) -> bool {
        matches!(self, Self::Inbound | Self::Both)
    }

    /// Whether the secret belongs into the `outbound` ciphertext.
    pub const fn outbound(self) -> bool {
        matches!(self, Self::Outbound | Self::Both)
    }
}

/// The direction in which a secret is used.
pub trait Way {
    /// The ciphertexts that hold the secret.
    const SCOPE: SecretScope;
}

/// The secret verifies webhooks.
#[derive(Debug)]
pub enum In {}
/// The secret goes out with our own requests.
#[derive(Debug)]
pub enum Out {}
/// The secret verifies webhooks and goes out.
#[derive(Debug)]
pub enum InOut {}

impl Way for In {
    const SCOPE: SecretScope = SecretScope::Inbound;
}
impl Way for Out {
    const SCOPE: SecretScope = SecretScope::Outbound;
}
impl Way for InOut {
    const SCOPE: SecretScope = SecretScope::Both;
}

/// What is known of a secret.
#[derive(Debug, Clone)]
pub enum SecretState {
    /// The secret is stored elsewhere. In a request, this asks to keep the stored one.
    Stored,
    /// The ciphertext that was opened does not hold the secret, whose path this is.
    Missing(String),
    /// The secret itself: a new one, or one that was opened.
    Known(SecretString),
}

/// A secret of the form `F` that is used in the direction `W`.
pub struct Secret<W, F = Token> {
    state: SecretState,
    kind: PhantomData<fn() -> (W, F)>,
}

/// The secret is not known, or has not the form that it had when it was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is missing: write the integration's secrets again")]
pub struct NotOpened(pub String);

impl<W, F> Secret<W, F> {
    const fn of(state: SecretState) -> Self {
        let kind = PhantomData;
        Self { state, kind }
    }

    /// The secret, if it was just written or was opened.
    pub fn opened(&self) -> Result<&SecretString, NotOpened> {
        match &self.state {
            SecretState::Known(secret) => Ok(secret),
            SecretState::Missing(path) => Err(NotOpened(path.clone())),
            SecretState::Stored => Err(NotOpened("a secret".to_owned())),
        }
    }
}

impl<W, F> Clone for Secret<W, F> {
    fn clone(&self) -> Self {
        Self::of(self.state.clone())
    }
}

impl<W, F> fmt::Debug for Secret<W, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.state.fmt(f)
    }
}

impl<W, F> PartialEq for Secret<W, F> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.state, &other.state) {
            (SecretState::Known(one), SecretState::Known(other)) => {
                one.expose_secret() == other.expose_secret()
            }
            (SecretState::Known(_), _) | (_, SecretState::Known(_)) => false,
            _ => true,
        }
    }
}

impl<W: Way, F> Walk for Secret<W, F> {
    fn walk(&mut self, path: &str, found: &mut Finder<'_>) {
        found(path, Found::Secret(W::SCOPE, &mut self.state));
    }
}

impl<W, F> Serialize for Secret<W, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        shown().serialize(serializer)
    }
}

impl<'de, W, F: Form> Deserialize<'de> for Secret<W, F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written<W, F>(PhantomData<fn() -> (W, F)>);

        impl<'de, W, F: Form> Visitor<'de> for Written<W, F> {
            type Value = Secret<W, F>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", Carried::from(Reason::WrongType(Expected::Secret)))
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Err(E::custom(Carried::from(Reason::Required)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                let checked = checked::<F>(text).map_err(Carried::from);
                checked.map_err(E::custom)?;
                Ok(Secret::of(SecretState::Known(text.into())))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut written = Map::new();
                while let Some((name, value)) = map.next_entry()? {
                    written.insert(name, value);
                }
                match Value::Object(written) == shown() {
                    true => Ok(Secret::of(SecretState::Stored)),
                    false => Err(A::Error::invalid_type(Unexpected::Map, &self)),
                }
            }
        }

        deserializer.deserialize_any(Written(PhantomData))
    }
}

/// A secret that is only tried. There is no stored one to keep.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct NewSecret(SecretString);

impl TryFrom<String> for NewSecret {
    type Error = Carried;

    fn try_from(text: String) -> Result<Self, Carried> {
        checked::<Token>(&text)?;
        Ok(Self(text.into()))
    }
}

impl From<NewSecret> for SecretString {
    fn from(secret: NewSecret) -> Self {
        secret.0
    }
}

plain!([] NewSecret);

impl Serialize for NewSecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        shown().serialize(serializer)
    }
}

fn shown() -> Value {
    json!({"set": true})
}
