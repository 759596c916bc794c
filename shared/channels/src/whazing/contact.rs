//! The customer: Whazing's contact, not its ticket.

use conversation::{Contact, ContactName, ReplyAddress};
use serde_json::Value;

use super::api;
use crate::json::{scalar, text};
use crate::phone;
use crate::receive::display_name;

/// The fewest digits of a phone number with its country code, or of a WhatsApp id. Systems without
/// numbers write shorter ones, which would make one contact of many.
const MIN_DIGITS: usize = 8;
/// The most digits of a phone number (E.164). A longer number is the id of a channel without phone
/// numbers.
const MAX_DIGITS: usize = 15;

pub(super) struct Customer {
    pub(super) contact: Contact,
    number: Option<String>,
}

impl Customer {
    /// The contact that an event is about; none if nothing names a contact, nor a ticket.
    ///
    /// Every contact has an id in Whazing, which stays when the number is learned or changed, so it
    /// is the main name: as `id:3397`, because a small number alone might be somebody else's. The
    /// other names are the phone number, its other form if it is Brazilian, and the `lid`
    /// (WhatsApp's own id, such as `126409561346102@lid`; the form is seen in the wild and not
    /// documented). The contact of a message may be `null`; why is not documented. Its ticket is
    /// somebody's, and can be answered.
    pub(super) fn of(body: &Value, ticket: Option<u64>) -> Option<Self> {
        let field = |name: &str| body.get("contact")?.get(name).and_then(scalar);
        let id = field("id").filter(|id| !id.is_empty());
        let number = field("phoneNumber").and_then(|text| digits(&text));
        let lid = field("lid").filter(|lid| count_digits(lid) >= MIN_DIGITS);
        let other_form = number.as_deref().and_then(phone::other_form);
        let id = id.map(|id| format!("id:{id}"));
        let told = [id, number.clone(), lid, other_form];
        let mut names: Vec<ContactName> = Vec::new();
        for name in told.into_iter().flatten() {
            if let Ok(name) = ContactName::parse(&name)
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        if names.is_empty() {
            names.push(ContactName::parse(&format!("ticket:{}", ticket?)).ok()?);
        }
        Some(Self {
            contact: Contact::new(
                names,
                ["/contact/pushname", "/contact/name"]
                    .into_iter()
                    .find_map(|pointer| text(body, pointer).and_then(display_name)),
            ),
            number,
        })
    }

    /// The address for a reply to the customer.
    pub(super) fn reply_address(&self, ticket: Option<u64>) -> ReplyAddress {
        api::reply_address(self.number.as_deref(), ticket)
    }
}

/// A phone number in digits, as the API takes it; none for anything else.
fn digits(text: &str) -> Option<String> {
    let is_number = |c: char| c.is_ascii_digit() || "+-() ".contains(c);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let fits = text.chars().all(is_number) && (MIN_DIGITS..=MAX_DIGITS).contains(&digits.len());
    fits.then_some(digits)
}

fn count_digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}
