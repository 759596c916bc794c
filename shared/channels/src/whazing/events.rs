//! The body of a webhook: one event.
//!
//! Source: `integracoes/webhooks/modelo-webhook-canal.md`. An event of a ticket has a `Type`, an
//! event of a message has none. What is broken or of no use to us is counted and answered with
//! 2xx: Whazing would repeat the same bytes twice more, three minutes apart.

use std::time::Duration;

use conversation::{DeskEvent, DeskEvidence, Event, Holder, MessageId, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::contact::Customer;
use super::message;
use super::ticket::Ticket;
use crate::json::{integer, parse, text};
use crate::{Ignored, WebhookError};

/// What is counted instead of stored.
pub(super) mod ignored {
    /// The button in Whazing's settings.
    pub(crate) const TEST: &str = "test";
    /// About another channel of the same Whazing: the settings say that those come here as well.
    pub(crate) const OTHER_CHANNEL: &str = "other_channel";
    /// Said in a group: a private answer would surprise its writer.
    pub(crate) const GROUP: &str = "group";
    /// About nobody whom we could name.
    pub(crate) const NO_CONTACT: &str = "no_contact";
    /// A ticket that nobody at the desk has.
    pub(crate) const NEW_TICKET: &str = "new_ticket";
    /// An event that does not exist yet.
    pub(crate) const UNKNOWN_TYPE: &str = "unknown_type";
    /// Sent by our own requests.
    pub(crate) const OWN: &str = "own";
    /// Sent by Whazing's own bots, greetings and campaigns.
    pub(crate) const AUTOMATIC: &str = "automatic";
    /// Taken back by whoever wrote it.
    pub(crate) const DELETED: &str = "deleted";
    /// Without words and without media.
    pub(crate) const EMPTY: &str = "empty";
    /// Not what the documentation says.
    pub(crate) const BROKEN: &str = "broken";
}

/// What of a Whazing is the integration's own, as far as its settings say.
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

/// Reads a body whose token has verified.
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

/// Who has the ticket, as an event of it tells.
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

/// In how long a repeat comes for sure: the third attempt is six minutes after the first.
const REPEATS_WITHIN: Duration = Duration::from_secs(10 * 60);

/// Events of tickets have neither an id nor a time. The same bytes are a repeat in the same ten
/// minutes and in the next, so that one is known across the edge; later, the same thing has
/// happened again. That a repeat has the same bytes is not documented.
fn repeats(digest: &str, now: Timestamp) -> Vec<MessageId> {
    let bucket = now.seconds() / REPEATS_WITHIN.as_secs();
    [bucket, bucket + 1]
        .into_iter()
        .filter_map(|bucket| MessageId::parse(&format!("ticket-event:{digest}:{bucket}")).ok())
        .collect()
}
