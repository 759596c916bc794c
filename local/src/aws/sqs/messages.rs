//! A queue's messages in the database, and the schedule by which they become visible.

use redb::{Database, ReadableDatabase, ReadableTable, Table, TableDefinition, WriteTransaction};
use serde::{Deserialize, Serialize};

use crate::aws::clock::Micros;
use crate::aws::json::ServiceError;

/// (queue, message id) → [`Message`] as JSON.
pub(super) const MESSAGES: TableDefinition<(&str, &str), &[u8]> =
    TableDefinition::new("sqs-messages");

/// (queue, when it becomes visible, message id) → whether it is in flight until then. This table
/// follows from `MESSAGES` and is written with it.
pub(super) const SCHEDULE: TableDefinition<(&str, Micros, &str), bool> =
    TableDefinition::new("sqs-schedule");

/// A stored message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) body: String,
    pub(super) group_id: Option<String>,
    /// The trace header of the sender's request.
    #[serde(default)]
    pub(super) trace_header: Option<String>,
    pub(super) sent_at: Micros,
    /// The end of its delay, or of its visibility timeout.
    pub(super) visible_at: Micros,
    /// Received, and neither deleted nor given back. Still true after `visible_at`, when the
    /// message counts as visible.
    pub(super) in_flight: bool,
    pub(super) first_received_at: Option<Micros>,
    /// Receives over its whole life.
    pub(super) receive_count: u32,
    /// Of those, the receives before it was moved to this queue.
    pub(super) received_elsewhere: u32,
    /// The queue from which it was moved here.
    pub(super) moved_from: Option<String>,
}

/// The messages of one queue, in a transaction that changes them.
pub(super) struct Messages<'transaction> {
    queue: &'transaction str,
    messages: Table<'transaction, (&'static str, &'static str), &'static [u8]>,
    schedule: Table<'transaction, (&'static str, Micros, &'static str), bool>,
}

impl<'transaction> Messages<'transaction> {
    pub(super) fn open(
        transaction: &'transaction WriteTransaction,
        queue: &'transaction str,
    ) -> Result<Self, ServiceError> {
        Ok(Self {
            queue,
            messages: transaction.open_table(MESSAGES)?,
            schedule: transaction.open_table(SCHEDULE)?,
        })
    }

    /// Puts a message into this queue.
    pub(super) fn put(&mut self, message: &Message) -> Result<(), ServiceError> {
        self.put_into(self.queue, message)
    }

    /// Puts a message into another queue.
    pub(super) fn put_into(&mut self, queue: &str, message: &Message) -> Result<(), ServiceError> {
        let id = message.id.as_str();
        let json = serde_json::to_vec(message)?;
        self.messages.insert((queue, id), json.as_slice())?;
        self.schedule
            .insert((queue, message.visible_at, id), message.in_flight)?;
        Ok(())
    }

    /// Removes a message. To change one, remove it and put it back.
    pub(super) fn take(&mut self, id: &str) -> Result<Option<Message>, ServiceError> {
        let Some(json) = self.messages.remove((self.queue, id))? else {
            return Ok(None);
        };
        let message: Message = serde_json::from_slice(json.value())?;
        self.schedule.remove((self.queue, message.visible_at, id))?;
        Ok(Some(message))
    }

    /// Removes the message that has been visible for longest.
    pub(super) fn take_visible(&mut self, now: Micros) -> Result<Option<Message>, ServiceError> {
        let due = (self.queue, 0, "")..(self.queue, now + 1, "");
        let first = self.schedule.range(due)?.next().transpose()?;
        let id = first.map(|(key, _)| key.value().2.to_owned());
        match id {
            Some(id) => self.take(&id),
            None => Ok(None),
        }
    }

    /// Removes all.
    pub(super) fn purge(&mut self) -> Result<(), ServiceError> {
        while self.take_visible(Micros::MAX - 1)?.is_some() {}
        Ok(())
    }
}

/// When the queue's next message becomes visible, or did.
pub(super) fn next_visible_at(
    database: &Database,
    queue: &str,
) -> Result<Option<Micros>, ServiceError> {
    let schedule = database.begin_read()?.open_table(SCHEDULE)?;
    let first = schedule
        .range((queue, 0, "")..(queue, Micros::MAX, ""))?
        .next();
    Ok(first.transpose()?.map(|(key, _)| key.value().1))
}

/// How many messages a queue holds.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) visible: usize,
    pub(super) in_flight: usize,
    pub(super) delayed: usize,
}

impl Counts {
    pub(super) fn read(
        database: &Database,
        queue: &str,
        now: Micros,
    ) -> Result<Self, ServiceError> {
        let schedule = database.begin_read()?.open_table(SCHEDULE)?;
        let mut counts = Self::default();
        for entry in schedule.range((queue, 0, "")..(queue, Micros::MAX, ""))? {
            let (key, in_flight) = entry?;
            let count = match (key.value().1 <= now, in_flight.value()) {
                (true, _) => &mut counts.visible,
                (false, true) => &mut counts.in_flight,
                (false, false) => &mut counts.delayed,
            };
            *count += 1;
        }
        Ok(counts)
    }
}
