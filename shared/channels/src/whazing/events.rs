//! The body of a webhook, which is one event.
//!
//! Source: `integracoes/webhooks/modelo-webhook-canal.md`. An event of a ticket has a `Type`, an
//! event of a message has none. Anything broken or unused is counted and answered with 2xx: Whazing
//! would repeat the same bytes twice more, three minutes apart.

use std::time::Duration;

use conversation::{DeskEvent, DeskEvidence, Event, Holder, MessageId, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::contact::Customer;
use super::message;
use super::ticket::Ticket;
use crate::json::{integer, parse, text};
use crate::{Ignored, WebhookError};

/// Reasons under which events are counted and not stored.
pub(super) mod ignored {
    /// The event comes from the test button in Whazing's settings.
    pub(crate) const TEST: &str = "test";
    /// The event is about another channel of the same Whazing, whose settings send it here as well.
    pub(crate) const OTHER_CHANNEL: &str = "other_channel";
    /// The message was written in a group: a private answer would surprise its writer.
    pub(crate) const GROUP: &str = "group";
    /// The event names no contact.
    pub(crate) const NO_CONTACT: &str = "no_contact";
    /// The event is about a ticket that nobody at the desk has.
    pub(crate) const NEW_TICKET: &str = "new_ticket";
    /// The event is of an unknown kind.
    pub(crate) const UNKNOWN_TYPE: &str = "unknown_type";
    /// Our own requests sent the message.
    pub(crate) const OWN: &str = "own";
    /// Whazing's bots, greetings or campaigns sent the message.
    pub(crate) const AUTOMATIC: &str = "automatic";
    /// The author deleted the message.
    pub(crate) const DELETED: &str = "deleted";
    /// The message has neither text nor media.
    pub(crate) const EMPTY: &str = "empty";
    /// The event does not follow the documentation.
    pub(crate) const BROKEN: &str = "broken";
}

/// The parts of a Whazing that are the integration's own, as far as its settings say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own {
    /// The channel.
    pub(super) whatsapp_id: Option<u64>,
    /// The queue in which the assistant works.
    pub(super) bot_queue: Option<u64>,
}

impl Own {
    /// Whether an event names another channel than the integration's.
    fn is_foreign(self, body: &Value) -> bool {
        let named = body.pointer("/whatsapp/id").filter(|id| !id.is_null());
        named.is_some_and(|id| self.whatsapp_id.is_some_and(|own| integer(id) != Some(own)))
    }
}

/// Reads a body whose token has been verified.
pub(super) fn read(
    body: &[u8],
    own: Own,
    now: Timestamp,
) -> Result<(Vec<Event>, Ignored), WebhookError> {
    let event = parse(body)?;
    if !event.is_object() {
        return Err(WebhookError::Malformed("the body is not an object".into()));
    }
    let digest = hex::encode(Sha256::digest(body));
    let mut ignored = Ignored::default();
    match events(&event, &digest, own, now) {
        Ok(events) => Ok((events, ignored)),
        Err(reason) => {
            ignored.add(reason);
            Ok((Vec::new(), ignored))
        }
    }
}

/// The events of a body, or the reason under which it is counted.
fn events(
    body: &Value,
    digest: &str,
    own: Own,
    now: Timestamp,
) -> Result<Vec<Event>, &'static str> {
    if own.is_foreign(body) {
        return Err(ignored::OTHER_CHANNEL);
    }
    let kind = body.get("Type").filter(|kind| !kind.is_null());
    if kind.is_none() && text(body, "/event") == Some("test") {
        return Err(ignored::TEST);
    }
    let ticket = Ticket::of(body, own.bot_queue);
    if ticket.is_of_a_group() {
        return Err(ignored::GROUP);
    }
    let customer = Customer::of(body, ticket.id()).ok_or(ignored::NO_CONTACT)?;
    match kind {
        None => message::read(body, &ticket, customer, digest, now),
        Some(kind) => {
            let event = DeskEvent {
                holder: told(kind.as_str(), &ticket)?,
                reply_address: customer.reply_address(ticket.id()),
                contact: customer.contact,
                ids: repeats(digest, now),
                at: None,
                evidence: DeskEvidence::Event,
                case: ticket.case(),
            };
            Ok(vec![Event::Desk(event)])
        }
    }
}

/// Who has the ticket, by an event of the ticket.
fn told(kind: Option<&str>, ticket: &Ticket<'_>) -> Result<Holder, &'static str> {
    match kind {
        Some("NewTicketUserCreate") => Ok(Holder::People),
        // It comes with a customer's message, which is an event of its own.
        Some("NewTicket") => match ticket.holder() {
            Some(Holder::People) => Ok(Holder::People),
            _ => Err(ignored::NEW_TICKET),
        },
        Some("TransferTicket") if ticket.is_back() => Ok(Holder::Assistant),
        Some("TransferTicket") => Ok(Holder::People),
        Some("ClosedTicket") => Ok(Holder::Assistant),
        Some(_) => Err(ignored::UNKNOWN_TYPE),
        None => Err(ignored::BROKEN),
    }
}

/// The time within which a repeat comes: the third attempt is six minutes after the first.
const REPEATS_WITHIN: Duration = Duration::from_secs(10 * 60);

/// The ids of an event of a ticket, which has neither an id nor a time. The same bytes are a repeat
/// within the same ten minutes and the next, so that one is recognised across the edge; later, the
/// same thing has happened again. That a repeat has the same bytes is not documented.
fn repeats(digest: &str, now: Timestamp) -> Vec<MessageId> {
    let bucket = now.seconds() / REPEATS_WITHIN.as_secs();
    [bucket, bucket + 1]
        .into_iter()
        .filter_map(|bucket| MessageId::parse(&format!("ticket-event:{digest}:{bucket}")).ok())
        .collect()
}
