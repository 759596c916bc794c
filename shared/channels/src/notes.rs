//! Notes in place of what is neither a text nor an attachment, such as a location.

use conversation::{Author, beside, note};
use serde_json::Value;

use crate::json::{scalar, text};

/// The note for a kind of message that the channel could not pass on, or that we do not know. The
/// assistant can ask what it was.
pub(crate) const NOT_SHOWN: &str = "sent something that cannot be shown here";

/// Who did what a note tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// The contact.
    Customer,
    /// Somebody who answers for the business.
    Person,
}

impl Who {
    /// `[the customer did: what]`, and on the next line the text that came with it.
    pub(crate) fn note(self, did: &str, what: Option<String>, caption: Option<&str>) -> String {
        let what = what.map_or_else(String::new, |what| format!(": {what}"));
        let caption = caption.map_or_else(String::new, |caption| format!("\n{caption}"));
        let note = note(self.author(), &format!("{did}{what}"));
        format!("{note}{caption}")
    }

    const fn author(self) -> Author {
        match self {
            Self::Customer => Author::Customer,
            Self::Person => Author::Person,
        }
    }
}

/// A place in words.
pub(crate) fn place(
    name: Option<&str>,
    address: Option<&str>,
    coordinates: Option<&str>,
) -> Option<String> {
    let place = joined([name, address, coordinates], "; ");
    (!place.is_empty()).then_some(place)
}

/// Coordinates in words, from the latitude and the longitude at these JSON pointers.
pub(crate) fn coordinates(message: &Value, [latitude, longitude]: [&str; 2]) -> Option<String> {
    let number = |pointer| message.pointer(pointer).and_then(scalar);
    Some(format!("{}, {}", number(latitude)?, number(longitude)?))
}

/// The ad or post that a chat was begun from, from Meta's `referral`.
pub(crate) fn ad(referral: Option<&Value>) -> Option<String> {
    let referral = referral?;
    let parts = ["/headline", "/body", "/source_url"].map(|pointer| text(referral, pointer));
    beside("this chat was begun from an ad", &joined(parts, "; "))
}

/// Joins the parts that exist with the separator.
pub(crate) fn joined<'a>(
    parts: impl IntoIterator<Item = Option<&'a str>>,
    separator: &str,
) -> String {
    let parts: Vec<&str> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(separator)
}
