//! The ticket of a contact, and who has it.

use conversation::Holder;
use serde_json::Value;

use crate::json::{integer, scalar, text};

/// The queue of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Queue {
    /// The event does not say.
    Untold,
    /// The ticket is in no queue yet.
    None,
    /// The ticket is in the queue with this id.
    Id(u64),
}

pub(super) struct Ticket<'a> {
    body: &'a Value,
    bot_queue: Option<u64>,
}

impl<'a> Ticket<'a> {
    pub(super) const fn of(body: &'a Value, bot_queue: Option<u64>) -> Self {
        Self { body, bot_queue }
    }

    pub(super) fn id(&self) -> Option<u64> {
        self.body.pointer("/ticket/id").and_then(integer)
    }

    /// The case that people work on: the ticket.
    pub(super) fn case(&self) -> Option<String> {
        self.id().map(|id| id.to_string())
    }

    /// Whether the message was written in a group. `contactmessage`, the author in a group, is null
    /// everywhere else.
    pub(super) fn is_of_a_group(&self) -> bool {
        let is = |pointer| self.body.pointer(pointer).is_some_and(truthy);
        let writer = self.body.get("contactmessage");
        let number = text(self.body, "/contact/phoneNumber");
        is("/ticket/isGroup")
            || is("/contact/isGroup")
            || writer.is_some_and(Value::is_object)
            || number.is_some_and(|number| number.ends_with("@g.us"))
    }

    /// Who has the ticket, as far as its state tells beside another event.
    ///
    /// A ticket that waits in a queue that may be people's is not the assistant's: without a queue
    /// of its own, the assistant gets it back only when it is in none at all. A message at a closed
    /// ticket, such as a rating, says nothing of the next ticket.
    pub(super) fn holder(&self) -> Option<Holder> {
        let status = text(self.body, "/ticket/status");
        if status == Some("closed") {
            return None;
        }
        let elsewhere = matches!(
            (self.queue(), self.bot_queue),
            (Queue::Id(queue), Some(bot)) if queue != bot
        );
        if status == Some("open") || self.has_user() || elsewhere {
            return Some(Holder::People);
        }
        let assistants = match self.bot_queue {
            Some(bot) => self.queue() == Queue::Id(bot),
            None => self.queue() == Queue::None,
        };
        (status == Some("pending") && assistants).then_some(Holder::Assistant)
    }

    /// Whether a transfer brought the ticket to the assistant. Its status is not checked: which one
    /// a ticket has after a transfer is not documented.
    pub(super) fn is_back(&self) -> bool {
        let bot = self.bot_queue.map(Queue::Id);
        bot == Some(self.queue()) && !self.has_user()
    }

    fn queue(&self) -> Queue {
        match self.body.pointer("/ticket/queueId") {
            Some(Value::Null) => Queue::None,
            told => told.and_then(integer).map_or(Queue::Untold, Queue::Id),
        }
    }

    /// Whether the ticket has a user. Events of tickets name the user's id, those of messages the
    /// user.
    fn has_user(&self) -> bool {
        let id = self.body.pointer("/ticket/userId");
        has_user(self.body) || id.and_then(scalar).is_some_and(|id| !id.is_empty())
    }
}

/// Whether an event of a message names a user.
pub(super) fn has_user(body: &Value) -> bool {
    body.get("user").is_some_and(Value::is_object)
}

/// Whether a value is a yes, in any of the ways in which JavaScript might write it.
pub(super) fn truthy(value: &Value) -> bool {
    match value {
        Value::Bool(yes) => *yes,
        other => scalar(other).is_some_and(|text| text == "true" || text == "1"),
    }
}
