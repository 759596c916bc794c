//! Edited and deleted messages. Meta tells of them only where the number is also used with the
//! WhatsApp Business app (coexistence). Fields:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/edit>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/revoke>.

use conversation::{Correction, MessageId};
use serde_json::Value;

use super::contact::{Customer, FROM};
use super::content::content;
use super::envelope::ignored;
use crate::json::text;
use crate::notes::Who;

/// The correction that a message stands for, or the reason under which it is counted; none if it is
/// not a correction.
pub(super) fn correction(
    message: &Value,
    contacts: &[Value],
    alone: bool,
) -> Option<Result<Correction, &'static str>> {
    let said = match text(message, "/type")? {
        "edit" => Some(message.pointer("/edit/message").unwrap_or(&Value::Null)),
        "revoke" => None,
        _ => return None,
    };
    Some(read(message, said, contacts, alone))
}

fn read(
    message: &Value,
    said: Option<&Value>,
    contacts: &[Value],
    alone: bool,
) -> Result<Correction, &'static str> {
    let id = ["/edit", "/revoke"].into_iter().find_map(|kind| {
        let original = format!("{kind}/original_message_id");
        text(message, &original)
    });
    let id = id.and_then(|id| MessageId::parse(id).ok());
    let customer = Customer::of(message, &FROM, contacts, alone).ok_or(ignored::BROKEN)?;
    let said = said.map(|said| content(said, Who::Customer)).transpose()?;
    let (text, attachments) = said.map(|said| (said.text, said.attachments)).unzip();
    Ok(Correction {
        contact: customer.contact,
        id: id.ok_or(ignored::BROKEN)?,
        text,
        attachments: attachments.unwrap_or_default(),
    })
}
