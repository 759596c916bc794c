//! The contact of a conversation.

use conversation::{Contact, ContactName};
use serde_json::Value;

use crate::json::{scalar, text};
use crate::receive::display_name;

/// The contact of a conversation, from `app/presenters/conversations/event_data_presenter.rb`; for
/// an incoming message without it, the message's sender. None if nothing names a contact.
///
/// The contact's own id comes first. The second name is the contact's address in the inbox together
/// with the inbox, because only within one inbox it means one person. It stays the same when people
/// merge two contacts, which changes the id.
pub(super) fn contact(conversation: &Value, sender: Option<&Value>) -> Option<Contact> {
    let known = conversation.pointer("/meta/sender").or(sender);
    let id = known
        .and_then(|known| known.get("id"))
        .or_else(|| conversation.pointer("/contact_inbox/contact_id"))
        .and_then(scalar);
    let inbox = conversation.get("inbox_id").and_then(scalar);
    let address = text(conversation, "/contact_inbox/source_id").filter(|id| !id.is_empty());
    let in_inbox = inbox
        .zip(address)
        .map(|(inbox, address)| format!("{inbox}:{address}"));

    let names: Vec<ContactName> = [id, in_inbox]
        .into_iter()
        .flatten()
        .filter_map(|name| ContactName::parse(&name).ok())
        .collect();
    let called = known.and_then(|known| text(known, "/name"));
    let called = called.and_then(display_name);
    (!names.is_empty()).then(|| Contact::new(names, called))
}
