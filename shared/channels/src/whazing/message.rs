//! The event of a message, in either direction.

use conversation::{
    AttachmentKind, Correction, DeskEvent, DeskEvidence, Event, Incoming, MessageId, Timestamp,
};
use serde_json::Value;

use super::api::NOTE_MARK;
use super::contact::Customer;
use super::content::content;
use super::events::ignored;
use super::ticket::{Ticket, has_user, truthy};
use crate::json::{integer, scalar, text};
use crate::notes::Who;
use crate::receive::{believable, from_seconds};

/// The events of a message: the message itself, and the status that the desk shows beside it.
///
/// An edited message may have its old id or, for all that is documented, a new one. So it is both a
/// correction and a message: if we know the id, the message is a repeat, and if we do not, the
/// correction corrects nothing.
pub(super) fn read(
    body: &Value,
    ticket: &Ticket<'_>,
    customer: Customer,
    digest: &str,
    now: Timestamp,
) -> Result<Vec<Event>, &'static str> {
    let from_me = body.get("fromMe").filter(|told| !told.is_null());
    let by_person = truthy(from_me.ok_or(ignored::BROKEN)?);
    if by_person {
        of_a_person(body)?;
    }
    let is = |field| body.get(field).is_some_and(truthy);
    if is("isDeleted") {
        return match by_person {
            true => Err(ignored::DELETED),
            false => Ok(vec![Event::Corrected(Correction {
                contact: customer.contact,
                id: id(body, digest)?,
                text: None,
                attachments: Vec::new(),
            })]),
        };
    }
    let who = if by_person {
        Who::Person
    } else {
        Who::Customer
    };
    let said = content(body, who)?;
    let told_at = sent_at(body.get("timestamp"), now);
    let reply_address = customer.reply_address(ticket.id());
    let incoming = Incoming {
        case: ticket.case(),
        contact: customer.contact,
        id: id(body, digest)?,
        // The documentation has no kind of its own for recordings.
        voice: said.has(&[AttachmentKind::Voice, AttachmentKind::Audio]),
        text: said.text,
        attachments: said.attachments,
        about: None,
        quotes: None,
        // Its documentation has no kind for one.
        button: false,
        sent_at: told_at.unwrap_or(now),
        reply_address,
    };
    if by_person {
        return Ok(vec![Event::PersonMessage(incoming)]);
    }
    // Without a time nobody could tell whether it is news.
    let shown = ticket.holder().zip(told_at).map(|(holder, at)| {
        Event::Desk(DeskEvent {
            holder,
            contact: incoming.contact.clone(),
            reply_address: incoming.reply_address.clone(),
            ids: Vec::new(),
            at: Some(at),
            evidence: DeskEvidence::StatusOnMessage,
            case: incoming.case.clone(),
        })
    });
    let correction = is("edited").then(|| {
        Event::Corrected(Correction {
            contact: incoming.contact.clone(),
            id: incoming.id.clone(),
            text: Some(incoming.text.clone()),
            attachments: incoming.attachments.clone(),
        })
    });
    Ok(shown
        .into_iter()
        .chain(correction)
        .chain([Event::Message(incoming)])
        .collect())
}

/// Whether a person at the desk wrote the message; if not, the reason under which it is counted.
///
/// `sendType` decides: documented are manual, bot and API; `app`, for messages written on the
/// phone, is seen in the wild. Without any of these, a message with a user's name is a person's,
/// and any other is by one of Whazing's machines: were its greeting taken for a person, the
/// assistant would never get to answer. `ticket.apiConfig` tells nothing: it is the ticket's, and
/// so stays on every message that comes after one of ours.
fn of_a_person(body: &Value) -> Result<(), &'static str> {
    let is_our_note = |said: &str| said.trim_start().starts_with(NOTE_MARK);
    if text(body, "/messageBody").is_some_and(is_our_note) {
        return Err(ignored::OWN);
    }
    let send_type = text(body, "/sendType").unwrap_or_default().to_lowercase();
    match send_type.as_str() {
        "api" => Err(ignored::OWN),
        "bot" => Err(ignored::AUTOMATIC),
        "manual" | "app" => Ok(()),
        _ if has_user(body) => Ok(()),
        _ => Err(ignored::AUTOMATIC),
    }
}

/// The provider's id; if there is none, an id made from the bytes.
fn id(body: &Value, digest: &str) -> Result<MessageId, &'static str> {
    let id = body.get("messageId").and_then(scalar);
    let id = id.filter(|id| !id.is_empty());
    let id = id.unwrap_or_else(|| format!("body:{digest}"));
    MessageId::parse(&id).map_err(|_| ignored::BROKEN)
}

/// "A UNIX timestamp", without its unit: seconds, milliseconds, or even a date.
fn sent_at(told: Option<&Value>, now: Timestamp) -> Option<Timestamp> {
    let number = told.and_then(integer);
    let date = told.and_then(|told| told.as_str()?.parse().ok());
    let seconds = number.map(from_seconds);
    let millis = number.map(Timestamp::from_millis);
    believable([seconds, millis, date].into_iter().flatten(), now)
}
