//! Identifiers. Each is built only by its validating constructor.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// The most bytes of a provider's id.
pub const MAX_PROVIDER_ID_BYTES: usize = 256;

/// An invalid id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// Not 1–64 of `a-z 0-9 -`.
    #[error("an integration id is 1 to 64 of a-z, 0-9 and -")]
    Integration,
    /// Not 32 lower-case hexadecimal digits.
    #[error("a conversation id is 32 hexadecimal digits")]
    Conversation,
    /// Not `asst_` and then 1–59 of `A-Z a-z 0-9 _ -`.
    #[error("an assistant's id is asst_ and then 1 to 59 letters, digits, _ or -")]
    Assistant,
    /// Empty, or longer than [`MAX_PROVIDER_ID_BYTES`].
    #[error("an id given by the provider is 1 to 256 bytes")]
    Provider,
}

/// One business's connection: the tenant boundary. 1–64 of `a-z 0-9 -`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IntegrationId(String);

impl IntegrationId {
    /// Checks the form.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let fits = (1..=64).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        fits.then(|| Self(text.to_owned()))
            .ok_or(InvalidId::Integration)
    }
}

/// The id of the conversation of one contact on one integration: 128 bits that say nothing of the
/// contact to anyone without the integration's key, so that it may stand in logs and URLs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ConversationId(String);

impl ConversationId {
    /// Derives the id: the first 128 bits of HMAC-SHA-256 over the contact's name, under the
    /// integration's own key.
    pub fn derive(key: &ConversationKey, contact: &ContactName) -> Self {
        Self::of(key, &[contact.as_str().as_bytes()])
    }

    /// Derives the id for a contact whose name `others` contacts have had before.
    pub fn derive_after(key: &ConversationKey, contact: &ContactName, others: u32) -> Self {
        match others {
            0 => Self::derive(key, contact),
            // No name has a byte that is not UTF-8's.
            _ => Self::of(
                key,
                &[contact.as_str().as_bytes(), &[0xff], &others.to_be_bytes()],
            ),
        }
    }

    fn of(key: &ConversationKey, what: &[&[u8]]) -> Self {
        let mut mac = Hmac::<Sha256>::new(&key.block().into());
        for bytes in what {
            mac.update(bytes);
        }
        let digest = mac.finalize().into_bytes();
        let half: Vec<u8> = digest.iter().take(16).copied().collect();
        Self(hex::encode(half))
    }

    /// An id that stands for no contact.
    pub fn of_bits(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// Checks the form.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let fits = text.len() == 32
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        fits.then(|| Self(text.to_owned()))
            .ok_or(InvalidId::Conversation)
    }
}

/// The integration's own random key, from which its conversations' ids are derived.
#[derive(Clone)]
pub struct ConversationKey([u8; 32]);

impl ConversationKey {
    /// Makes a key from 256 random bits.
    pub const fn new(bits: [u8; 32]) -> Self {
        Self(bits)
    }

    /// Fills the key with zeros to SHA-256's block size, as HMAC itself does.
    fn block(&self) -> [u8; 64] {
        let mut block = [0; 64];
        for (to, from) in block.iter_mut().zip(self.0) {
            *to = from;
        }
        block
    }
}

impl std::fmt::Debug for ConversationKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ConversationKey(..)")
    }
}

/// One of the names by which a channel knows a contact (a phone number, a business-scoped id).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContactName(String);

impl ContactName {
    /// Checks the length: 1 to 256 bytes.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        provider_id(text).map(Self)
    }
}

/// Hides the name: it is personal data, which must not reach a log.
impl std::fmt::Debug for ContactName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContactName(..)")
    }
}

/// The provider's id of a message, by which a repeated delivery is recognised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageId(String);

impl MessageId {
    /// Checks the length: 1 to 256 bytes.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        provider_id(text).map(Self)
    }
}

fn provider_id(text: &str) -> Result<String, InvalidId> {
    (1..=MAX_PROVIDER_ID_BYTES)
        .contains(&text.len())
        .then(|| text.to_owned())
        .ok_or(InvalidId::Provider)
}

/// Implements what the textual ids have in common. Each has a `parse` of its own.
macro_rules! text_id {
    ($($name:ident),+) => {$(
        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidId;

            fn try_from(text: String) -> Result<Self, $crate::InvalidId> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

pub(crate) use text_id;

text_id!(IntegrationId, ConversationId, ContactName, MessageId);

/// The place of a message or a turn in its conversation. One counter numbers both.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// The next number.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// A conversation's full name, always with its integration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ConversationRef {
    /// The integration it belongs to.
    pub integration: IntegrationId,
    /// The conversation within it.
    pub id: ConversationId,
}

impl ConversationRef {
    /// The id of the turn numbered `turn`, unique over all integrations.
    pub fn turn_id(&self, turn: Seq) -> String {
        format!("{}-{}", self.id.as_str(), turn.0)
    }

    /// The turn of this conversation that has this id; none if the id is of another conversation.
    pub fn turn_of(&self, turn_id: &str) -> Option<Seq> {
        let number = turn_id.strip_prefix(self.id.as_str())?.strip_prefix('-')?;
        number.parse().ok().map(Seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integration_id_has_a_narrow_form() {
        assert!(IntegrationId::parse("loja-1").is_ok());
        for bad in ["", "Loja", "loja_1", "loja/1", &"a".repeat(65)] {
            assert_eq!(IntegrationId::parse(bad), Err(InvalidId::Integration));
        }
    }

    #[test]
    fn a_conversation_id_depends_on_the_integrations_key() {
        let contact = ContactName::parse("5511999990000").unwrap();
        let one = ConversationId::derive(&ConversationKey::new([1; 32]), &contact);
        let two = ConversationId::derive(&ConversationKey::new([2; 32]), &contact);
        assert_ne!(one, two);
        assert_eq!(ConversationId::parse(one.as_str()), Ok(one));
    }

    #[test]
    fn a_name_begins_a_conversation_of_its_own_for_each_who_has_it() {
        let key = ConversationKey::new([1; 32]);
        let contact = ContactName::parse("5511999990000").unwrap();
        let [first, second, third] =
            [0, 1, 2].map(|others| ConversationId::derive_after(&key, &contact, others));
        assert_eq!(first, ConversationId::derive(&key, &contact));
        assert!(first != second && second != third && first != third);
    }

    #[test]
    fn debug_output_hides_the_contact_and_the_key() {
        let contact = ContactName::parse("5511999990000").unwrap();
        let shown = format!("{contact:?} {:?}", ConversationKey::new([7; 32]));
        assert_eq!(shown, "ContactName(..) ConversationKey(..)");
    }

    #[test]
    fn a_providers_id_is_bounded() {
        assert!(MessageId::parse(&"x".repeat(256)).is_ok());
        assert!(MessageId::parse(&"x".repeat(257)).is_err());
        assert!(MessageId::parse("").is_err());
    }
}
