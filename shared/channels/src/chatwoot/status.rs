//! What became of a message of ours.

use conversation::{Delivery, DeliveryReport, MessageId};
use serde_json::Value;

use super::contact::contact;
use crate::json::{scalar, text};

/// A message of ours that its inbox could not deliver. `external_error` is of
/// `app/services/messages/status_update_service.rb`; a message that is tried again loses it. Its own
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
