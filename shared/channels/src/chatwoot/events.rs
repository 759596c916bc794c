//! The body of a webhook, which is one event.
//!
//! A message: `app/models/message.rb`. An event of a conversation is the conversation itself, with
//! the event's name beside its own fields: `app/presenters/conversations/event_data_presenter.rb`.

use conversation::{
    AttachmentKind, Correction, DeskEvent, DeskEvidence, Event, Holder, Incoming, MessageId,
    Timestamp,
};
use serde_json::Value;

use super::api::reply_address;
use super::contact::contact;
use super::content::content;
use super::inbox;
use super::marks::{is_blocked, is_echo};
use super::status;
use crate::json::{integer, list, parse, scalar, text};
use crate::notes::{Who, ad};
use crate::receive::believable;
use crate::{FOREIGN, Ignored, WebhookError};

/// Why a webhook has no events.
enum Nothing {
    /// The webhook is acknowledged, and counted under this reason.
    Ignored(&'static str),
    Refused(WebhookError),
}

impl From<WebhookError> for Nothing {
    fn from(error: WebhookError) -> Self {
        Self::Refused(error)
    }
}

/// Reads a body whose signature has verified. `delivery_id` is the same on every repeat of a
/// delivery and of no other.
pub(super) fn read(
    body: &[u8],
    delivery_id: Option<&str>,
    account_id: &str,
    now: Timestamp,
) -> Result<(Vec<Event>, Ignored), WebhookError> {
    let body = parse(body)?;
    let reading = Reading {
        name: text(&body, "/event").ok_or_else(|| malformed("event"))?,
        body: &body,
        delivery_id,
        now,
    };
    let mut ignored = Ignored::default();
    let events = match reading.events(account_id) {
        Ok(events) => events,
        Err(Nothing::Ignored(reason)) => {
            ignored.add(reason);
            Vec::new()
        }
        Err(Nothing::Refused(error)) => return Err(error),
    };
    Ok((events, ignored))
}

struct Reading<'a> {
    name: &'a str,
    body: &'a Value,
    delivery_id: Option<&'a str>,
    now: Timestamp,
}

impl Reading<'_> {
    fn events(&self, account_id: &str) -> Result<Vec<Event>, Nothing> {
        let account = account(self.body);
        if account.as_ref().is_some_and(|named| named != account_id) {
            return Err(Nothing::Ignored(FOREIGN));
        }
        match self.name {
            "message_created" if account.is_none() => Err(malformed("account.id").into()),
            "message_created" => self.message(),
            "conversation_opened" => self.moved(Holder::People, DeskEvidence::Event),
            "conversation_resolved" => self.moved(Holder::Assistant, DeskEvidence::Event),
            "conversation_status_changed" => match text(self.body, "/status") {
                Some("open" | "snoozed") => self.moved(Holder::People, DeskEvidence::Event),
                Some("pending" | "resolved") => self.moved(Holder::Assistant, DeskEvidence::Event),
                _ => Err(Nothing::Ignored("unknown_status")),
            },
            "conversation_updated" if self.is_now_somebodys() => {
                self.moved(Holder::People, DeskEvidence::Assigned)
            }
            "conversation_updated" => Err(Nothing::Ignored("conversation_updated")),
            // Whoever begins one says something in it.
            "conversation_created" => Err(Nothing::Ignored("conversation_created")),
            "message_updated" => self.updated(account.is_some()),
            // Somebody has opened the chat on a website, and said nothing.
            "webwidget_triggered" => Err(Nothing::Ignored("webwidget_triggered")),
            _ => Err(Nothing::Ignored("unknown_event")),
        }
    }

    fn message(&self) -> Result<Vec<Event>, Nothing> {
        let private = self.body.get("private").and_then(Value::as_bool) == Some(true);
        let kind = text(self.body, "/message_type").ok_or_else(|| malformed("message_type"))?;
        match (kind, text(self.body, "/sender/type"), private) {
            ("incoming", _, true) => Err(Nothing::Ignored("private")),
            ("incoming", _, false) if is_blocked(self.body) => Err(Nothing::Ignored("blocked")),
            ("incoming", _, false) => {
                let incoming = self.incoming(Who::Customer)?;
                let shown = self.shown(&incoming).map(Event::Desk);
                Ok(shown
                    .into_iter()
                    .chain([Event::Message(incoming)])
                    .collect())
            }
            ("outgoing", Some("user"), true) => {
                Ok(vec![Event::PersonNote(self.incoming(Who::Person)?)])
            }
            ("outgoing", Some("user"), false) => self.person_message(),
            ("outgoing", None, false) if is_echo(self.body) => self.person_message(),
            // Our own, or another bot's.
            ("outgoing", Some("agent_bot"), _) => Err(Nothing::Ignored("agent_bot")),
            // Sent by a rule, a campaign, or Chatwoot's own assistant.
            ("outgoing", _, _) => Err(Nothing::Ignored("not_a_person")),
            ("template", _, _) => Err(Nothing::Ignored("template")),
            ("activity", _, _) => Err(Nothing::Ignored("activity")),
            _ => Err(Nothing::Ignored("unknown_message_type")),
        }
    }

    /// An updated message. A message of the contact may have another text now, and a sent message
    /// may have failed; updates to delivered and read tell nothing. Deleted messages keep a text in
    /// their place (`messages_controller.rb`). Anything unreadable is skipped, since a refusal
    /// would make Chatwoot open the conversation.
    fn updated(&self, is_known: bool) -> Result<Vec<Event>, Nothing> {
        let ignored = || Nothing::Ignored("message_updated");
        let is_public = self.body.get("private").and_then(Value::as_bool) != Some(true);
        if !is_public || !is_known {
            return Err(ignored());
        }
        match text(self.body, "/message_type") {
            Some("incoming") => {}
            Some("outgoing") => {
                let failed = status::failed(self.body).ok_or_else(ignored)?;
                return Ok(vec![Event::Delivery(failed)]);
            }
            _ => return Err(ignored()),
        }
        let deleted = self.body.pointer("/content_attributes/deleted");
        let is_deleted = deleted.and_then(Value::as_bool) == Some(true);
        let incoming = self.incoming(Who::Customer).map_err(|_| ignored())?;
        Ok(vec![Event::Corrected(Correction {
            contact: incoming.contact,
            id: incoming.id,
            text: (!is_deleted).then_some(incoming.text),
            attachments: match is_deleted {
                true => Vec::new(),
                false => incoming.attachments,
            },
        })])
    }

    fn person_message(&self) -> Result<Vec<Event>, Nothing> {
        let incoming = self.incoming(Who::Person)?;
        // Pending says only that nobody pressed a button: who writes has it.
        let beside = |shown: DeskEvent| match shown.holder {
            Holder::People => shown,
            Holder::Assistant => DeskEvent {
                evidence: DeskEvidence::StatusOnAgentMessage,
                ..shown
            },
        };
        let shown = self.shown(&incoming).map(beside).map(Event::Desk);
        Ok(shown
            .into_iter()
            .chain([Event::PersonMessage(incoming)])
            .collect())
    }

    fn incoming(&self, who: Who) -> Result<Incoming, Nothing> {
        let said = content(self.body, who);
        if said.is_empty() {
            return Err(Nothing::Ignored("empty"));
        }
        let id = self.body.get("id").and_then(scalar);
        let id = id.and_then(|id| MessageId::parse(&id).ok());
        let conversation = self.body.get("conversation").unwrap_or(&Value::Null);
        let sender = self.body.get("sender").filter(|_| who == Who::Customer);
        let display_id = display_id(conversation).ok_or_else(|| malformed("conversation.id"))?;
        Ok(Incoming {
            contact: contact(conversation, sender).ok_or_else(|| malformed("sender.id"))?,
            id: id.ok_or_else(|| malformed("id"))?,
            // Nothing in a webhook tells a recording from another audio file.
            voice: said.has(&[AttachmentKind::Audio]),
            text: said.text,
            attachments: said.attachments,
            about: self.about().filter(|_| who == Who::Customer),
            quotes: self.quoted().filter(|_| who == Who::Customer),
            // Of one, Chatwoot keeps the words only
            // (`app/services/whatsapp/incoming_message_service_helpers.rb`).
            button: false,
            sent_at: self.time("created_at").unwrap_or(self.now),
            reply_address: reply_address(&display_id, inbox::channel(conversation)),
            case: Some(display_id),
        })
    }

    /// The ad that the chat was begun from. Certain since releases of 2026-06:
    /// <https://github.com/chatwoot/chatwoot/pull/14681>.
    fn about(&self) -> Option<String> {
        ad(self.body.pointer("/content_attributes/referral"))
    }

    /// The message that this one answers, by Chatwoot's own number (`app/models/message.rb`,
    /// `content_attributes`).
    fn quoted(&self) -> Option<MessageId> {
        let id = self.body.pointer("/content_attributes/in_reply_to")?;
        MessageId::parse(&scalar(id)?).ok()
    }

    /// Who has the conversation, by the status beside a message. Resolved tells nothing, since a
    /// message of the contact is about to reopen it.
    fn shown(&self, incoming: &Incoming) -> Option<DeskEvent> {
        let holder = match text(self.body, "/conversation/status") {
            Some("open" | "snoozed") => Holder::People,
            Some("pending") => Holder::Assistant,
            _ => return None,
        };
        Some(DeskEvent {
            holder,
            contact: incoming.contact.clone(),
            reply_address: incoming.reply_address.clone(),
            ids: Vec::new(),
            at: Some(incoming.sent_at),
            evidence: DeskEvidence::StatusOnMessage,
            case: incoming.case.clone(),
        })
    }

    /// Whether this update assigned the conversation to a person. An assignee stays after a return
    /// to the bot, so that only a change says that somebody takes it now; `changed_attributes`
    /// comes from `app/listeners/webhook_listener.rb`, and if it is missing the status decides.
    fn is_now_somebodys(&self) -> bool {
        let changed = match list(self.body, "/changed_attributes") {
            Some(changes) => changes.iter().any(|one| one.get("assignee_id").is_some()),
            None => matches!(text(self.body, "/status"), Some("open" | "snoozed")),
        };
        changed && text(self.body, "/meta/assignee/type") == Some("user")
    }

    /// The conversation changed hands at the time of its row. `timestamp` is the time of the last
    /// message; older releases tell no other.
    fn moved(&self, holder: Holder, evidence: DeskEvidence) -> Result<Vec<Event>, Nothing> {
        let contact = contact(self.body, None).ok_or_else(|| malformed("meta.sender.id"))?;
        let display_id = display_id(self.body).ok_or_else(|| malformed("id"))?;
        // With the event's name: no id of a message looks like it.
        let id = self.delivery_id.map(|id| format!("{}:{id}", self.name));
        Ok(vec![Event::Desk(DeskEvent {
            holder,
            contact,
            reply_address: reply_address(&display_id, inbox::channel(self.body)),
            ids: id
                .and_then(|id| MessageId::parse(&id).ok())
                .into_iter()
                .collect(),
            at: self.time("updated_at"),
            evidence,
            case: Some(display_id),
        })])
    }

    /// A time as RFC 3339, or as Unix seconds with or without a fraction: all are in use.
    fn time(&self, field: &str) -> Option<Timestamp> {
        let told = scalar(self.body.get(field)?)?;
        let seconds = || told.parse::<f64>().ok();
        let millis = || Some(Timestamp::from_millis((seconds()? * 1e3) as u64));
        believable(told.parse().ok().or_else(millis), self.now)
    }
}

/// The conversation's display id: an integer in `db/schema.rb`.
fn display_id(conversation: &Value) -> Option<String> {
    Some(integer(conversation.get("id")?)?.to_string())
}

/// The account that a webhook names. The event of a conversation names one only in its last
/// message, if it has any (not certain: `message.rb#push_event_data`), and is believed without: its
/// secret is one bot's, and a bot that serves several accounts meets contacts with other ids there.
fn account(body: &Value) -> Option<String> {
    ["/account/id", "/messages/0/account_id"]
        .into_iter()
        .find_map(|pointer| scalar(body.pointer(pointer)?))
}

fn malformed(path: &str) -> WebhookError {
    WebhookError::Malformed(format!("{path}: is missing or cannot be used"))
}
