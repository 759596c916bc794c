//! Delivery reports.

use conversation::{Delivery, DeliveryReport, MessageId};
use serde_json::Value;

use super::contact::contact;
use crate::json::{scalar, text};

/// A sent message that its inbox could not deliver. `external_error` comes from
/// `app/services/messages/status_update_service.rb`; a message that is tried again loses it. Its
/// text is not kept, since it may name the customer.
pub(super) fn failed(body: &Value) -> Option<DeliveryReport> {
    text(body, "/content_attributes/external_error")?;
    (text(body, "/sender/type")? == "agent_bot").then_some(())?;
    let id = scalar(body.get("id")?)?;
    Some(DeliveryReport {
        contact: contact(body.get("conversation")?, None)?,
        id: MessageId::parse(&id).ok()?,
        delivery: Delivery::Failed {
            why: "not delivered by the inbox".to_owned(),
        },
    })
}
