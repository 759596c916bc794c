//! A text that opens something, and the hash under which it is known.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use sha2::{Digest, Sha256};

/// A text of 256 bits, for URLs and cookies.
pub(super) fn text(bits: [u8; 32]) -> String {
    BASE64.encode(bits)
}

/// The SHA-256 of such a text, which nobody finds by trying.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Hash(String);

impl Hash {
    pub(super) fn of(text: &str) -> Self {
        Self(hex::encode(Sha256::digest(text.as_bytes())))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hash(..)")
    }
}
