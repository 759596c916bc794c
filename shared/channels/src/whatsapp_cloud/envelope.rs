//! The body of a notification: entries, their changes, and the changes' messages.
//!
//! Several of each come in one POST. What is broken, foreign or of no use to us is counted and
//! costs nothing but itself: a refusal would make Meta repeat the whole POST for days.

use conversation::{Event, Incoming, MAX_MESSAGE_BYTES, MessageId, ReplyAddress, Timestamp};
use serde_json::{Value, json};

use super::contact::Sender;
use super::content;
use crate::json::{list, text};
use crate::receive::{believable, from_seconds};
use crate::{Ignored, WebhookError};

/// What is counted instead of stored.
pub(super) mod ignored {
    /// Not a notification about a WhatsApp account.
    pub(crate) const OTHER_OBJECT: &str = "other_object";
    /// A subscription that we make nothing of.
    pub(crate) const OTHER_FIELD: &str = "other_field";
    /// About a number that is not this integration's.
    pub(crate) const FOREIGN: &str = "foreign";
    /// What became of a message of ours.
    pub(crate) const STATUS: &str = "status";
    /// A message of ours that Meta took and could not deliver.
    pub(crate) const STATUS_FAILED: &str = "status_failed";
    /// An error notice beside the messages.
    pub(crate) const ERROR: &str = "error";
    /// Said in a group: a private answer would surprise its writer.
    pub(crate) const GROUP: &str = "group";
    /// Not what the contract says.
    pub(crate) const BROKEN: &str = "broken";
    /// Longer than a message may be, among others that are not.
    pub(crate) const TOO_LARGE: &str = "too_large";
}

/// Reads a body whose signature has verified.
pub(super) fn read(
    body: &[u8],
    phone_number_id: &str,
    now: Timestamp,
) -> Result<(Vec<Event>, Ignored), WebhookError> {
    let body: Value = serde_json::from_slice(body)
        .map_err(|error| WebhookError::Malformed(format!("the body is not JSON: {error}")))?;
    let object = text(&body, "/object")
        .ok_or_else(|| WebhookError::Malformed("object: must be a string".into()))?;
    let mut reading = Reading {
        phone_number_id,
        now,
        events: Vec::new(),
        ignored: Ignored::default(),
        too_large: false,
    };
    if object == "whatsapp_business_account" {
        let entries = list(&body, "/entry")
            .ok_or_else(|| WebhookError::Malformed("entry: must be a list".into()))?;
        for entry in entries {
            match list(entry, "/changes") {
                Some(changes) => changes.iter().for_each(|change| reading.change(change)),
                None => reading.ignored.add(ignored::BROKEN),
            }
        }
    } else {
        reading.ignored.add(ignored::OTHER_OBJECT);
    }
    if reading.too_large && reading.events.is_empty() {
        return Err(WebhookError::TooLarge);
    }
    Ok((reading.events, reading.ignored))
}

struct Reading<'a> {
    phone_number_id: &'a str,
    now: Timestamp,
    events: Vec<Event>,
    ignored: Ignored,
    too_large: bool,
}

impl Reading<'_> {
    fn change(&mut self, change: &Value) {
        match text(change, "/field") {
            None => return self.ignored.add(ignored::BROKEN),
            Some("messages") => {}
            Some(_) => return self.ignored.add(ignored::OTHER_FIELD),
        }
        if text(change, "/value/metadata/phone_number_id") != Some(self.phone_number_id) {
            return self.ignored.add(ignored::FOREIGN);
        }
        for status in list(change, "/value/statuses").unwrap_or_default() {
            let failed = text(status, "/status") == Some("failed");
            self.ignored.add(if failed {
                ignored::STATUS_FAILED
            } else {
                ignored::STATUS
            });
        }
        for _ in list(change, "/value/errors").unwrap_or_default() {
            self.ignored.add(ignored::ERROR);
        }
        let contacts = list(change, "/value/contacts").unwrap_or_default();
        let messages = list(change, "/value/messages").unwrap_or_default();
        for message in messages {
            let alone = messages.len() == 1;
            match self.message(message, contacts, alone) {
                Ok(incoming) => self.events.push(Event::Message(incoming)),
                Err(reason) => self.ignored.add(reason),
            }
        }
    }

    fn message(
        &mut self,
        message: &Value,
        contacts: &[Value],
        alone: bool,
    ) -> Result<Incoming, &'static str> {
        if message.get("group_id").is_some() {
            return Err(ignored::GROUP);
        }
        let said = content::words(message)?;
        if said.len() > MAX_MESSAGE_BYTES {
            self.too_large = true;
            return Err(ignored::TOO_LARGE);
        }
        let id = text(message, "/id").ok_or(ignored::BROKEN)?;
        let sender = Sender::of(message, contacts, alone).ok_or(ignored::BROKEN)?;
        Ok(Incoming {
            id: MessageId::parse(id).map_err(|_| ignored::BROKEN)?,
            text: said,
            sent_at: sent_at(message.get("timestamp"), self.now),
            reply_address: ReplyAddress(match &sender.phone {
                Some(phone) => json!({"to": phone.as_str()}),
                None => {
                    json!({"recipient": sender.business_scoped_id.as_ref().map(|id| id.as_str())})
                }
            }),
            contact: sender.contact,
        })
    }
}

/// When a message was sent: Unix seconds, as text or as a number.
fn sent_at(seconds: Option<&Value>, now: Timestamp) -> Timestamp {
    let told = seconds.and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok()));
    believable(told.map(from_seconds), now).unwrap_or(now)
}
