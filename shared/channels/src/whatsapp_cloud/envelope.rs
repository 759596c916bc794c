//! The body of a notification: entries, their changes, and the changes' messages.
//!
//! Several of each come in one POST. Anything broken, foreign or unused is counted and costs
//! nothing but itself: a refusal would make Meta repeat the whole POST for days.

use conversation::{AttachmentKind, Event, Incoming, MessageId, Timestamp};
use serde_json::Value;

use super::about::about;
use super::contact::{Customer, FROM, TO};
use super::content;
use super::correct::correction;
use super::rename::renamed;
use super::status::report;
use crate::json::{list, parse, text};
use crate::notes::Who;
use crate::receive::sent_at;
use crate::{FOREIGN, Ignored, WebhookError};

/// Reasons under which items are counted and not stored.
pub(super) mod ignored {
    /// The notification is not about a WhatsApp account.
    pub(crate) const OTHER_OBJECT: &str = "other_object";
    /// The subscription is one that we do not use.
    pub(crate) const OTHER_FIELD: &str = "other_field";
    /// Meta has sent our message; what became of it comes later.
    pub(crate) const STATUS: &str = "status";
    /// The item is an error notice beside the messages.
    pub(crate) const ERROR: &str = "error";
    /// The message was written in a group: a private answer would surprise its writer.
    pub(crate) const GROUP: &str = "group";
    /// The item does not follow the contract.
    pub(crate) const BROKEN: &str = "broken";
}

/// Reads a body whose signature has been verified.
pub(super) fn read(
    body: &[u8],
    phone_number_id: &str,
    now: Timestamp,
) -> Result<(Vec<Event>, Ignored), WebhookError> {
    let body = parse(body)?;
    let object = text(&body, "/object")
        .ok_or_else(|| WebhookError::Malformed("object: must be a string".into()))?;
    let mut reading = Reading {
        phone_number_id,
        now,
        events: Vec::new(),
        ignored: Ignored::default(),
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
    Ok((reading.events, reading.ignored))
}

struct Reading<'a> {
    phone_number_id: &'a str,
    now: Timestamp,
    events: Vec<Event>,
    ignored: Ignored,
}

impl Reading<'_> {
    fn change(&mut self, change: &Value) {
        let read = match text(change, "/field") {
            None => return self.ignored.add(ignored::BROKEN),
            Some("messages") => Self::messages,
            Some("smb_message_echoes") => Self::echoes,
            Some(_) => return self.ignored.add(ignored::OTHER_FIELD),
        };
        match change.get("value") {
            Some(value)
                if text(value, "/metadata/phone_number_id") == Some(self.phone_number_id) =>
            {
                read(self, value);
            }
            _ => self.ignored.add(FOREIGN),
        }
    }

    fn messages(&mut self, value: &Value) {
        let contacts = list(value, "/contacts").unwrap_or_default();
        for status in list(value, "/statuses").unwrap_or_default() {
            let report = report(status, contacts);
            self.take(report.map(Event::Delivery));
        }
        for _ in list(value, "/errors").unwrap_or_default() {
            self.ignored.add(ignored::ERROR);
        }
        let messages = list(value, "/messages").unwrap_or_default();
        self.each(value, messages, Who::Customer);
    }

    /// A message that staff wrote in the WhatsApp Business app, where the number is used with it
    /// and with the API (coexistence). What is sent through the API does not come back here.
    ///
    /// The shape is certain: it is in Meta's reference of 2026-05-21,
    /// <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes>,
    /// with `edit` and `revoke` among the types. The list of contacts beside it is not on that
    /// page, only in what others have received. It was not tried against a real number.
    fn echoes(&mut self, value: &Value) {
        match list(value, "/message_echoes") {
            Some(echoes) => self.each(value, echoes, Who::Person),
            None => self.ignored.add(ignored::BROKEN),
        }
    }

    fn each(&mut self, value: &Value, messages: &[Value], who: Who) {
        let contacts = list(value, "/contacts").unwrap_or_default();
        // Beside an echo a lone entry may as well be the business's own.
        let alone = messages.len() == 1 && who == Who::Customer;
        for message in messages {
            let read = match who {
                Who::Customer => self.of_customer(message, contacts, alone),
                Who::Person => self
                    .message(message, who, contacts, alone)
                    .map(Event::PersonMessage),
            };
            self.take(read);
        }
    }

    fn of_customer(
        &self,
        message: &Value,
        contacts: &[Value],
        alone: bool,
    ) -> Result<Event, &'static str> {
        if let Some(renamed) = renamed(message, self.now) {
            return Ok(Event::Renamed(renamed));
        }
        if let Some(correction) = correction(message, contacts, alone) {
            return correction.map(Event::Corrected);
        }
        let said = self.message(message, Who::Customer, contacts, alone);
        said.map(Event::Message)
    }

    fn take(&mut self, read: Result<Event, &'static str>) {
        match read {
            Ok(event) => self.events.push(event),
            Err(reason) => self.ignored.add(reason),
        }
    }

    fn message(
        &self,
        message: &Value,
        who: Who,
        contacts: &[Value],
        alone: bool,
    ) -> Result<Incoming, &'static str> {
        if message.get("group_id").is_some() {
            return Err(ignored::GROUP);
        }
        let said = content::content(message, who)?;
        let id = text(message, "/id").ok_or(ignored::BROKEN)?;
        let side = match who {
            Who::Customer => &FROM,
            Who::Person => &TO,
        };
        let customer = Customer::of(message, side, contacts, alone).ok_or(ignored::BROKEN)?;
        Ok(Incoming {
            case: None,
            id: MessageId::parse(id).map_err(|_| ignored::BROKEN)?,
            voice: said.has(&[AttachmentKind::Voice]),
            text: said.text,
            attachments: said.attachments,
            about: about(message).filter(|_| who == Who::Customer),
            quotes: quoted(message).filter(|_| who == Who::Customer),
            button: content::is_button(message),
            sent_at: sent_at(message.get("timestamp"), self.now),
            reply_address: customer.reply_address,
            contact: customer.contact,
        })
    }
}

/// The id of the message that this one answers; Meta tells no more.
fn quoted(message: &Value) -> Option<MessageId> {
    MessageId::parse(text(message, "/context/id")?).ok()
}
