//! Who wrote.
//!
//! Since April 2026 Meta names a person by a business-scoped id beside the phone number, and for
//! people with a username only by that id.
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids/>.

use conversation::{Contact, ContactName};
use serde_json::Value;

use crate::json::text;
use crate::receive::display_name;

pub(super) struct Sender {
    pub(super) contact: Contact,
    pub(super) phone: Option<ContactName>,
    pub(super) business_scoped_id: Option<ContactName>,
}

impl Sender {
    /// The sender of a message, with what the change's list of contacts knows; none when nothing
    /// names them. `alone` says that the change has no other message.
    pub(super) fn of(message: &Value, contacts: &[Value], alone: bool) -> Option<Self> {
        let entry = entry(message, contacts, alone);
        let of_entry = |pointer| entry.and_then(|entry| text(entry, pointer));
        let named = |text: &str| ContactName::parse(text).ok();

        let business_scoped_id = text(message, "/from_user_id")
            .or(of_entry("/user_id"))
            .and_then(named);
        let from = text(message, "/from").and_then(named);
        let wa_id = of_entry("/wa_id").and_then(named);
        let phone = from.clone().or(wa_id.clone());

        // The business-scoped id comes first: it is the one that every message has.
        let mut names: Vec<ContactName> = Vec::new();
        for name in [&business_scoped_id, &from, &wa_id].into_iter().flatten() {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        (!names.is_empty()).then(|| Self {
            contact: Contact {
                names,
                display_name: of_entry("/profile/name").and_then(display_name),
            },
            phone,
            business_scoped_id,
        })
    }
}

/// The list's entry about the message's sender. The ids decide; a WhatsApp id is not always the
/// phone number, so a message that is alone with one entry belongs to it unless the ids differ.
fn entry<'a>(message: &Value, contacts: &'a [Value], alone: bool) -> Option<&'a Value> {
    let user_id = text(message, "/from_user_id");
    let phone = text(message, "/from");
    let same = |ours: Option<&str>, theirs: Option<&str>| ours.is_some() && ours == theirs;
    let found = contacts
        .iter()
        .find(|entry| same(user_id, text(entry, "/user_id")) || same(phone, text(entry, "/wa_id")));
    let only = || match contacts {
        [entry] if alone && (user_id.is_none() || text(entry, "/user_id").is_none()) => Some(entry),
        _ => None,
    };
    found.or_else(only)
}
