//! An access token, and what is kept of it.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use conversation::{IntegrationId, Timestamp};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// So that a person, or a scanner of secrets, sees what it is.
const PREFIX: &str = "rec_";

/// An access token as it is known: never its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// Its id.
    pub id: AccessTokenId,
    /// Whose it is, for people.
    pub name: String,
    /// What it opens.
    pub grant: Grant,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was used, as far as that was noted.
    pub last_used_at: Option<Timestamp>,
}

/// An access token that was just made, with its text, which is nowhere else.
#[derive(Debug)]
pub struct NewAccessToken {
    /// What is kept.
    pub token: AccessToken,
    /// What is sent as `Bearer`.
    pub text: SecretString,
}

/// What an access token opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Grant {
    /// Everything.
    Admin,
    /// Settings and conversations of these integrations.
    Operator {
        /// They need not exist yet.
        integrations: BTreeSet<IntegrationId>,
    },
    /// Conversations of these integrations.
    Agent {
        /// They need not exist yet.
        integrations: BTreeSet<IntegrationId>,
    },
}

impl Grant {
    /// The integrations that it is for; none if it is for all.
    pub const fn integrations(&self) -> Option<&BTreeSet<IntegrationId>> {
        match self {
            Self::Admin => None,
            Self::Operator { integrations } | Self::Agent { integrations } => Some(integrations),
        }
    }
}

/// The id of an access token: the first half of its hash, which says nothing of the token.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccessTokenId(String);

/// Text that is not the id of an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an access token's id is 32 hexadecimal digits")]
pub struct InvalidTokenId;

impl AccessTokenId {
    /// Checks the form.
    pub fn parse(text: &str) -> Result<Self, InvalidTokenId> {
        let fits = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| Self(text.to_owned())).ok_or(InvalidTokenId)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AccessTokenId {
    type Error = InvalidTokenId;

    fn try_from(text: String) -> Result<Self, InvalidTokenId> {
        Self::parse(&text)
    }
}

impl From<AccessTokenId> for String {
    fn from(id: AccessTokenId) -> Self {
        id.0
    }
}

/// The SHA-256 of a token's text. The text has 256 random bits, so nobody finds it by trying.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Hash(pub(super) String);

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hash(..)")
    }
}

impl Hash {
    /// None if the text cannot be a token: then there is nothing to look for.
    pub(super) fn of(text: &str) -> Option<Self> {
        let bits = BASE64.decode(text.strip_prefix(PREFIX)?).ok()?;
        (bits.len() == 32).then(|| Self(hex::encode(Sha256::digest(text.as_bytes()))))
    }

    pub(super) fn id(&self) -> AccessTokenId {
        AccessTokenId(self.0.chars().take(32).collect())
    }
}

/// The text of a token.
pub(super) fn text(bits: [u8; 32]) -> String {
    format!("{PREFIX}{}", BASE64.encode(bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_token_is_looked_for() {
        let good = text([7; 32]);
        let hash = Hash::of(&good).unwrap();
        assert_eq!(hash.0.len(), 64);
        assert!(hash.0.starts_with(hash.id().as_str()));
        assert!(AccessTokenId::parse(hash.id().as_str()).is_ok());
        for bad in [
            "",
            "rec_",
            "rec_x",
            &good[4..],
            &good[..46],
            &format!("{good}A"),
        ] {
            assert_eq!(Hash::of(bad), None, "{bad}");
        }
    }
}
