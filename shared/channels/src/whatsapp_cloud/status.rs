//! Delivery reports.

use conversation::{Delivery, DeliveryReport, MessageId};
use serde_json::Value;

use super::contact::{Customer, RECIPIENT};
use super::envelope::ignored;
use crate::json::{integer, list, text};

/// One status, or the reason under which it is counted. Values: `sent`, `delivered`, `read`,
/// `failed`
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status>),
/// and `played` for voice notes since 2026-03. They come in any order.
pub(super) fn report(status: &Value, contacts: &[Value]) -> Result<DeliveryReport, &'static str> {
    let delivery = match text(status, "/status").ok_or(ignored::BROKEN)? {
        "delivered" => Delivery::Delivered,
        "read" | "played" => Delivery::Read,
        "failed" => Delivery::Failed { why: why(status) },
        _ => return Err(ignored::STATUS),
    };
    if text(status, "/recipient_type") == Some("group") {
        return Err(ignored::GROUP);
    }
    let customer = Customer::of(status, &RECIPIENT, contacts, false).ok_or(ignored::BROKEN)?;
    let id = text(status, "/id").ok_or(ignored::BROKEN)?;
    Ok(DeliveryReport {
        contact: customer.contact,
        id: MessageId::parse(id).map_err(|_| ignored::BROKEN)?,
        delivery,
    })
}

/// The error's number and nothing else: its text may name the customer.
fn why(status: &Value) -> String {
    let errors = list(status, "/errors").unwrap_or_default();
    let code = errors.first().and_then(|error| integer(error.get("code")?));
    match code {
        Some(code) => format!("not delivered, code {code}"),
        None => "not delivered".to_owned(),
    }
}
