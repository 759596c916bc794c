//! Notes in place of what the assistant cannot see.
//!
//! The assistant reads only text, so everything else becomes a note in brackets. The notes are in
//! English, like our other instructions to the assistant.

use conversation::beside;
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
        let who = match self {
            Self::Customer => "the customer",
            Self::Person => "a person of the team",
        };
        let what = what.map_or_else(String::new, |what| format!(": {what}"));
        let caption = caption.map_or_else(String::new, |caption| format!("\n{caption}"));
        format!("[{who} {did}{what}]{caption}")
    }
}

/// A place in words. `latitude` and `longitude` are JSON pointers into `message`.
pub(crate) fn place(
    message: &Value,
    name: Option<&str>,
    address: Option<&str>,
    [latitude, longitude]: [&str; 2],
) -> Option<String> {
    let number = |pointer| message.pointer(pointer).and_then(scalar);
    let coordinates = number(latitude)
        .zip(number(longitude))
        .map(|(latitude, longitude)| format!("{latitude}, {longitude}"));
    let place = joined([name, address, coordinates.as_deref()], "; ");
    (!place.is_empty()).then_some(place)
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
