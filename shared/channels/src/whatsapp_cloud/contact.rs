//! The customer of a message, whoever wrote it.
//!
//! Since April 2026 Meta names a person by a business-scoped id beside the phone number, and people
//! with a username only by that id. Source:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids/>.

use conversation::{Contact, ContactName, ReplyAddress};
use serde_json::{Value, json};

use crate::json::text;
use crate::phone;
use crate::receive::display_name;

/// The fields in which a message names its customer.
pub(super) struct Side {
    phone: &'static str,
    user_id: &'static str,
}

/// The fields of a message that the customer wrote.
pub(super) const FROM: Side = Side {
    phone: "/from",
    user_id: "/from_user_id",
};

/// The fields of a message that the business wrote. That `to` may be missing, and that `to_user_id`
/// stands in for it, is not on Meta's page of echoes: it follows the rule for all webhooks, and
/// others' code reads it so.
pub(super) const TO: Side = Side {
    phone: "/to",
    user_id: "/to_user_id",
};

/// The fields of a status, for a sent message. `recipient_user_id` is not on Meta's page of
/// statuses, only in what others have received.
pub(super) const RECIPIENT: Side = Side {
    phone: "/recipient_id",
    user_id: "/recipient_user_id",
};

pub(super) struct Customer {
    pub(super) contact: Contact,
    pub(super) reply_address: ReplyAddress,
}

impl Customer {
    /// The customer of a message, with what the change's list of contacts knows; none if nothing
    /// names them. `alone` says that a lone entry of the list can only be about this message.
    pub(super) fn of(
        message: &Value,
        side: &Side,
        contacts: &[Value],
        alone: bool,
    ) -> Option<Self> {
        let user_id = text(message, side.user_id);
        let phone = text(message, side.phone).map(digits);
        let entry = entry(user_id, phone, contacts, alone);
        let of_entry = |pointer| entry.and_then(|entry| text(entry, pointer));
        let named = |text: &str| ContactName::parse(text).ok();

        let business_scoped_id = user_id.or(of_entry("/user_id")).and_then(named);
        let phone = phone.and_then(named);
        let wa_id = of_entry("/wa_id").and_then(named);

        // The business-scoped id comes first: it is the one that every message has.
        let told = [&business_scoped_id, &phone, &wa_id].map(|name| Some(name.as_ref()?.as_str()));
        let names = names(told);
        let reply_address = match (phone.or(wa_id), business_scoped_id) {
            (Some(phone), _) => json!({"to": phone.as_str()}),
            (None, Some(id)) => json!({"recipient": id.as_str()}),
            (None, None) => return None,
        };
        Some(Self {
            contact: Contact::new(names, of_entry("/profile/name").and_then(display_name)),
            reply_address: ReplyAddress(reply_address),
        })
    }
}

/// Each name once, followed by the other forms of Brazilian numbers.
pub(super) fn names<const N: usize>(told: [Option<&str>; N]) -> Vec<ContactName> {
    let told = told.into_iter().flatten();
    let others: Vec<String> = told.clone().filter_map(phone::other_form).collect();
    let mut names = Vec::new();
    for name in told.chain(others.iter().map(String::as_str)) {
        if let Ok(name) = ContactName::parse(name)
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

/// Removes a plus. The example of an echo on Meta's page writes its `to` with one; `from` never has
/// it.
fn digits(phone: &str) -> &str {
    phone.strip_prefix('+').unwrap_or(phone)
}

/// The list's entry about the message's customer. The ids decide. A WhatsApp id is not always the
/// phone number, so the only entry belongs to the only message of a customer unless the ids differ.
fn entry<'a>(
    user_id: Option<&str>,
    phone: Option<&str>,
    contacts: &'a [Value],
    alone: bool,
) -> Option<&'a Value> {
    let found = contacts.iter().find(|entry| {
        let their_id = text(entry, "/user_id");
        let numbers = phone.zip(text(entry, "/wa_id"));
        user_id.is_some() && user_id == their_id
            || numbers.is_some_and(|(ours, theirs)| phone::is_same(ours, theirs))
    });
    let only = || match contacts {
        [entry] if alone && (user_id.is_none() || text(entry, "/user_id").is_none()) => Some(entry),
        _ => None,
    };
    found.or_else(only)
}
