//! Takes messages from a queue: they go into flight, or to the dead-letter queue, or are gone
//! because of their age.

use super::Sqs;
use super::attributes::Redrive;
use super::messages::{Message, Messages};
use crate::aws::clock::{Micros, SECOND};
use crate::aws::database;
use crate::aws::json::ServiceError;

/// What to take.
pub(super) struct Take<'a> {
    pub(super) queue: &'a str,
    pub(super) max_messages: usize,
    /// How long the messages stay invisible.
    pub(super) visibility_timeout: Micros,
}

impl Sqs {
    /// Takes the messages that are visible now.
    pub(super) fn take(&self, take: &Take<'_>, now: Micros) -> Result<Vec<Message>, ServiceError> {
        let attributes = self.queue(take.queue)?.attributes;
        let retention = Micros::from(attributes.message_retention_period) * SECOND;
        let mut taken = Vec::new();
        let mut moved = false;
        database::write(&self.database, |transaction| {
            let mut messages = Messages::open(transaction, take.queue)?;
            while taken.len() < take.max_messages
                && let Some(mut message) = messages.take_visible(now)?
            {
                if message.sent_at + retention <= now {
                    continue;
                }
                match &attributes.redrive {
                    Some(redrive) if is_spent(&message, redrive) => {
                        bury(&mut message, take.queue, now);
                        messages.put_into(&redrive.dead_letter_queue, &message)?;
                        moved = true;
                    }
                    _ => {
                        message.receive_count += 1;
                        message.first_received_at.get_or_insert(now);
                        message.visible_at = now + take.visibility_timeout;
                        message.in_flight = take.visibility_timeout > 0;
                        taken.push(message);
                    }
                }
            }
            // Only now, because a visibility timeout of 0 would bring a message twice.
            taken.iter().try_for_each(|message| messages.put(message))
        })?;
        if moved {
            self.changed.notify_waiters();
        }
        Ok(taken)
    }
}

/// Whether the message was received as often as its queue allows.
fn is_spent(message: &Message, redrive: &Redrive) -> bool {
    message.receive_count - message.received_elsewhere >= redrive.max_receives
}

/// As in SQS, a dead-lettered message keeps its id, its age and its receive count.
fn bury(message: &mut Message, from: &str, now: Micros) {
    message.visible_at = now;
    message.in_flight = false;
    message.received_elsewhere = message.receive_count;
    message.moved_from = Some(from.to_owned());
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;
    use tokio::sync::Notify;

    use super::super::{messages, queues};
    use super::*;
    use crate::aws::access::Access;
    use crate::aws::clock;

    const DAY: Micros = 24 * 60 * 60 * SECOND;

    fn message(id: &str, sent_at: Micros) -> Message {
        Message {
            id: id.to_owned(),
            body: "oi".to_owned(),
            group_id: None,
            trace_header: None,
            sent_at,
            visible_at: sent_at,
            in_flight: false,
            first_received_at: None,
            receive_count: 0,
            received_elsewhere: 0,
            moved_from: None,
        }
    }

    #[test]
    fn a_message_older_than_the_retention_period_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("aws.redb");
        let sqs = Sqs {
            access: Access::default(),
            database: Arc::new(database::open(&file).unwrap()),
            url: String::new(),
            changed: Notify::new(),
        };
        let now = clock::now();
        database::write(&sqs.database, |transaction| {
            transaction.open_table(queues::QUEUES)?;
            transaction.open_table(messages::SCHEDULE)?;
            let mut messages = Messages::open(transaction, "wake-ups")?;
            messages.put(&message("kept", now - 3 * DAY))?;
            messages.put(&message("too old", now - 4 * DAY))
        })
        .unwrap();
        let create = json!({ "QueueName": "wake-ups" });
        sqs.create_queue(&serde_json::from_value(create).unwrap())
            .unwrap();

        let take = Take {
            queue: "wake-ups",
            max_messages: 10,
            visibility_timeout: SECOND,
        };
        let taken = sqs.take(&take, now).unwrap();

        let ids: Vec<_> = taken.iter().map(|message| message.id.as_str()).collect();
        assert_eq!(ids, ["kept"]);
    }
}
