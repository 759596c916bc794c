//! The body of a webhook, which is one event. The contract is the project's own; unknown fields are
//! ignored.

use conversation::{
    AttachmentKind, Contact, ContactName, Correction, DeskEvent, DeskEvidence, Event, Holder,
    Incoming, MessageId, ReplyAddress, Timestamp, in_reply_to,
};
use serde_json::{Value, json};

use super::attachments::attachments;
use super::body::{flag, malformed, optional, required};
use crate::bounds::fits;
use crate::json::parse;
use crate::receive::display_name;
use crate::{Ignored, WebhookError};

/// The field of the reply address that has the contact's id.
pub(super) const CONTACT_ID: &str = "contact_id";

/// Reads a body whose signature has been verified. An event of an unknown type is counted, so that
/// a provider may send it to older versions.
///
/// `delivery_id` is the `webhook-id`: the same on every repeat of a delivery, and of no other.
pub(super) fn read(
    body: &[u8],
    delivery_id: &str,
    now: Timestamp,
) -> Result<(Vec<Event>, Ignored), WebhookError> {
    let body = parse(body)?;
    let mut ignored = Ignored::default();
    let event = match required(&body, "type")? {
        "message" => Some(Event::Message(incoming(&body, now)?)),
        "person_message" => Some(Event::PersonMessage(incoming(&body, now)?)),
        "message_edited" => Some(Event::Corrected(correction(&body, Some(words(&body)?))?)),
        "message_deleted" => Some(Event::Corrected(correction(&body, None)?)),
        "taken_over" => Some(desk_event(&body, Holder::People, delivery_id)?),
        "released" => Some(desk_event(&body, Holder::Assistant, delivery_id)?),
        _ => {
            ignored.add("unknown_type");
            None
        }
    };
    Ok((event.into_iter().collect(), ignored))
}

fn incoming(body: &Value, now: Timestamp) -> Result<Incoming, WebhookError> {
    let attachments = attachments(body)?;
    let told = optional(body, "text")?.filter(|text| !is_blank(text));
    let text = match told {
        None if !attachments.is_empty() => String::new(),
        _ => words(body)?,
    };
    let mut kinds = attachments.iter().map(|attachment| attachment.kind);
    let is_voice = kinds.any(|kind| kind == AttachmentKind::Voice);
    Ok(Incoming {
        case: None,
        contact: contact(body)?,
        id: message_id(body)?,
        text,
        attachments,
        quotes: None,
        about: optional(body, "about")?.and_then(in_reply_to),
        voice: flag(body, "voice")?.unwrap_or(is_voice),
        button: flag(body, "button")?.unwrap_or(false),
        sent_at: sent_at(body)?.unwrap_or(now),
        reply_address: reply_address(body)?,
    })
}

fn correction(body: &Value, text: Option<String>) -> Result<Correction, WebhookError> {
    Ok(Correction {
        contact: contact(body)?,
        id: message_id(body)?,
        text,
        attachments: Vec::new(),
    })
}

fn words(body: &Value) -> Result<String, WebhookError> {
    let text = required(body, "text")?;
    if is_blank(text) {
        return Err(malformed("text", "must not be empty"));
    }
    if !fits(text) {
        return Err(WebhookError::TooLarge);
    }
    Ok(text.to_owned())
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn message_id(body: &Value) -> Result<MessageId, WebhookError> {
    let id = required(body, "message_id")?;
    MessageId::parse(id).map_err(|error| malformed("message_id", error))
}

fn desk_event(body: &Value, holder: Holder, delivery_id: &str) -> Result<Event, WebhookError> {
    // The type is part of it: a sender that has one id for everything loses nothing.
    let id = format!("{}:{delivery_id}", required(body, "type")?);
    Ok(Event::Desk(DeskEvent {
        holder,
        contact: contact(body)?,
        reply_address: reply_address(body)?,
        ids: MessageId::parse(&id).ok().into_iter().collect(),
        at: sent_at(body)?,
        evidence: DeskEvidence::Event,
        case: None,
    }))
}

fn sent_at(body: &Value) -> Result<Option<Timestamp>, WebhookError> {
    optional(body, "sent_at")?
        .map(|text| text.parse().map_err(|error| malformed("sent_at", error)))
        .transpose()
}

fn contact(body: &Value) -> Result<Contact, WebhookError> {
    let id = required(body, "contact.id")?;
    let name = ContactName::parse(id).map_err(|error| malformed("contact.id", error))?;
    Ok(Contact::new(
        vec![name],
        optional(body, "contact.name")?.and_then(display_name),
    ))
}

fn reply_address(body: &Value) -> Result<ReplyAddress, WebhookError> {
    Ok(ReplyAddress(
        json!({CONTACT_ID: required(body, "contact.id")?}),
    ))
}
