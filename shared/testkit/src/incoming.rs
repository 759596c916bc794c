//! What a customer writes.

use conversation::{Contact, ContactName, Incoming, MessageId, ReplyAddress, Timestamp};
use serde_json::Value;

/// A message of the customer with the number 5511999990000. Its text is its id.
#[expect(clippy::expect_used, reason = "a test that names no id is wrong")]
pub fn incoming(id: &str, sent_at: Timestamp) -> Incoming {
    let name = ContactName::parse("5511999990000").expect("a name");
    Incoming {
        case: None,
        contact: Contact::new(vec![name], None),
        id: MessageId::parse(id).expect("an id"),
        text: id.to_owned(),
        attachments: Vec::new(),
        about: None,
        quotes: None,
        voice: false,
        button: false,
        sent_at,
        reply_address: ReplyAddress(Value::Null),
    }
}
