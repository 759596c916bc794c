//! What all items have in common: a format version, and usually a body in JSON.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use conversation::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::StoreError;
use crate::keys::Key;
use crate::schema::EXPIRES_AT;

/// An item's attributes by name.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The format of the items that this version writes. It reads this format and all before it; the
/// files in `fixtures` hold one item of each kind in each format.
///
/// During a deployment, and after one is rolled back, an older version reads what a newer one
/// wrote, and writes `STATE` again. So a later version may, without a new number, add a field
///
/// - to the body of any item, if the field has a default and an older version does no harm by
///   ignoring it;
/// - that must outlive a rewrite of `STATE`, but only to an object that has a field of the type
///   [`Later`](conversation::Later), which carries it.
///
/// Everything else needs a new number, which older versions refuse to read: a new variant of an
/// enum (an owner, a decision, an outcome), another meaning of a field, a field that must not be
/// ignored. An object without `Later` is replaced as a whole (a lease, a range, what the contact
/// was told), and so are an item's other attributes.
pub(crate) const FORMAT: u64 = 2;

/// The same of an integration's item, which alone was changed since.
pub(crate) const INTEGRATION_FORMAT: u64 = 3;

/// The format of a test's `STATE`. An earlier version, which would send its reply to a customer,
/// refuses it.
pub(crate) const TEST_FORMAT: u64 = 3;

pub(crate) const FORMAT_ATTRIBUTE: &str = "format";
/// The item itself, as JSON in a string.
pub(crate) const BODY: &str = "body";
/// The conversation that a name leads to.
pub(crate) const CONVERSATION: &str = "conversation";
/// The number of the message that has a provider's id.
pub(crate) const MESSAGE: &str = "message";
/// How far a message of ours came, as JSON; and a number by which the more telling of two reports
/// is found.
pub(crate) const DELIVERY: &str = "delivery";
pub(crate) const DELIVERY_RANK: &str = "delivery_rank";
/// What was heard in a message's recordings, as JSON; and who hears them, until when in milliseconds.
pub(crate) const HEARD: &str = "heard";
pub(crate) const HEARING_TOKEN: &str = "hearing_token";
pub(crate) const HEARING_UNTIL: &str = "hearing_until";
/// The version that a write on top of an item must name.
pub(crate) const VERSION: &str = "version";

/// An item of the table cannot be read. The message holds nothing of the item's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A newer version of this program wrote it.
    #[error("an item has format {0}, which a newer version of this program wrote")]
    Newer(u64),
    /// An attribute is missing, or is of another type.
    #[error("an item's attribute {0} is missing or of the wrong type")]
    Attribute(&'static str),
    /// A field of the body has a value that it cannot have.
    #[error("the field {0} of an item's body cannot be read")]
    Field(String),
    /// The body is malformed.
    #[error("an item's body cannot be read, from column {column} on")]
    Body {
        /// The place in the body.
        column: usize,
    },
}

/// A new item with only its key and format.
pub(crate) fn new(key: Key) -> Item {
    let mut item = key.attributes();
    item.extend(without_key());
    item
}

/// The same for an update, which has its key elsewhere.
pub(crate) fn without_key() -> Item {
    Item::from([(FORMAT_ATTRIBUTE.to_owned(), number(FORMAT))])
}

pub(crate) fn number(number: u64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

pub(crate) fn expires(item: &mut Item, at: Timestamp) {
    item.insert(EXPIRES_AT.to_owned(), number(at.seconds()));
}

/// Whether an item is still valid. DynamoDB deletes expired items within days, and in no order.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html>
pub(crate) fn is_alive(item: &Item, now: Timestamp) -> bool {
    read_number(item, EXPIRES_AT).map_or(true, |at| at > now.seconds())
}

pub(crate) fn json(body: &impl Serialize) -> Result<AttributeValue, StoreError> {
    let text = serde_json::to_string(body);
    text.map(AttributeValue::S)
        .map_err(|_| StoreError::Request("a body cannot be written as JSON"))
}

pub(crate) fn set_body(item: &mut Item, body: &impl Serialize) -> Result<(), StoreError> {
    item.insert(BODY.to_owned(), json(body)?);
    Ok(())
}

/// The body, if the item is of a known format.
pub(crate) fn body<T: DeserializeOwned>(item: &Item) -> Result<T, Unreadable> {
    body_up_to(item, FORMAT)
}

/// The body, if the item is of no later format than that.
pub(crate) fn body_up_to<T: DeserializeOwned>(item: &Item, newest: u64) -> Result<T, Unreadable> {
    let format = format(item)?;
    if format > newest {
        return Err(Unreadable::Newer(format));
    }
    read_json(item, BODY)
}

pub(crate) fn format(item: &Item) -> Result<u64, Unreadable> {
    read_number(item, FORMAT_ATTRIBUTE)
}

/// Reads a body that was brought up to date.
pub(crate) fn of_json<T: DeserializeOwned>(body: Value) -> Result<T, Unreadable> {
    let read = serde_path_to_error::deserialize(body);
    read.map_err(|error| Unreadable::Field(error.path().to_string()))
}

/// What an attribute holds as JSON.
pub(crate) fn read_json<T: DeserializeOwned>(
    item: &Item,
    name: &'static str,
) -> Result<T, Unreadable> {
    // serde's own message would quote the text that it did not expect.
    serde_json::from_str(read_text(item, name)?).map_err(|error| Unreadable::Body {
        column: error.column(),
    })
}

pub(crate) fn read_text<'i>(item: &'i Item, name: &'static str) -> Result<&'i str, Unreadable> {
    item.get(name)
        .and_then(|value| value.as_s().ok())
        .map(String::as_str)
        .ok_or(Unreadable::Attribute(name))
}

pub(crate) fn read_number(item: &Item, name: &'static str) -> Result<u64, Unreadable> {
    item.get(name)
        .and_then(|value| value.as_n().ok())
        .and_then(|number| number.parse().ok())
        .ok_or(Unreadable::Attribute(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(format: u64, text: &str) -> Item {
        HashMap::from([
            (FORMAT_ATTRIBUTE.to_owned(), number(format)),
            (BODY.to_owned(), AttributeValue::S(text.to_owned())),
        ])
    }

    #[test]
    fn an_error_does_not_quote_the_body() {
        let error = body::<u64>(&item(1, r#""meu CPF é 123""#)).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("CPF"));
    }

    #[test]
    fn a_newer_format_is_not_guessed_at() {
        let newer = FORMAT + 1;
        assert_eq!(
            body::<u64>(&item(newer, "7")),
            Err(Unreadable::Newer(newer))
        );
        assert_eq!(body::<u64>(&item(FORMAT, "7")), Ok(7));
        assert_eq!(body::<u64>(&item(1, "7")), Ok(7));
    }
}
