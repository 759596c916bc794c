//! SendMessage and its batch.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Sqs;
use super::attributes::{DELAY_SECONDS, MAX_MESSAGE_BYTES};
use super::batch::BatchRequest;
use super::errors;
use super::messages::{Message, Messages};
use super::queues::name_in_url;
use crate::aws::clock::{self, Micros, SECOND};
use crate::aws::database;
use crate::aws::json::{Reply, ServiceError};

/// The most bytes in a message group's name.
const MAX_GROUP_ID_BYTES: usize = 128;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SendMessageRequest {
    queue_url: Option<String>,
    #[serde(flatten)]
    message: OutgoingMessage,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OutgoingMessage {
    #[serde(default)]
    message_body: String,
    delay_seconds: Option<i64>,
    message_group_id: Option<String>,
    message_deduplication_id: Option<String>,
    #[serde(default)]
    message_attributes: Map<String, Value>,
    #[serde(default)]
    message_system_attributes: Map<String, Value>,
}

impl Sqs {
    pub(super) fn send_message(&self, request: SendMessageRequest, trace: Option<&str>) -> Reply {
        let queue = name_in_url(request.queue_url.as_deref())?;
        self.send(queue, request.message, trace)
    }

    pub(super) fn send_message_batch(
        &self,
        request: BatchRequest<OutgoingMessage>,
        trace: Option<&str>,
    ) -> Reply {
        let queue_url = request.queue_url.clone();
        let queue = name_in_url(queue_url.as_deref())?;
        self.queue(queue)?;
        let bodies = request
            .entries
            .iter()
            .map(|entry| entry.request.message_body.len());
        if bodies.sum::<usize>() > MAX_MESSAGE_BYTES as usize {
            return Err(errors::batch_too_long());
        }
        request.each(|message| self.send(queue, message, trace))
    }

    fn send(&self, queue: &str, outgoing: OutgoingMessage, trace: Option<&str>) -> Reply {
        let attributes = self.queue(queue)?.attributes;
        check(&outgoing, attributes.maximum_message_size as usize)?;
        let delay_seconds = match outgoing.delay_seconds {
            Some(wish) => errors::within(wish, &DELAY_SECONDS, "DelaySeconds")?,
            None => attributes.delay_seconds,
        };
        let sent_at = clock::now();
        let message = Message {
            id: Uuid::new_v4().to_string(),
            body: outgoing.message_body,
            group_id: outgoing.message_group_id,
            trace_header: trace.map(str::to_owned),
            sent_at,
            visible_at: sent_at + Micros::from(delay_seconds) * SECOND,
            in_flight: false,
            first_received_at: None,
            receive_count: 0,
            received_elsewhere: 0,
            moved_from: None,
        };
        database::write(&self.database, |transaction| {
            Messages::open(transaction, queue)?.put(&message)
        })?;
        self.changed.notify_waiters();
        Ok(json!({ "MessageId": message.id, "MD5OfMessageBody": md5(&message.body) }))
    }
}

/// The checksum by which clients check that a body arrived whole.
pub(super) fn md5(body: &str) -> String {
    format!("{:x}", md5::compute(body))
}

fn check(message: &OutgoingMessage, max_bytes: usize) -> Result<(), ServiceError> {
    let body = message.message_body.as_str();
    if body.is_empty() {
        return Err(errors::missing("MessageBody"));
    }
    if body.len() > max_bytes {
        return Err(errors::too_long(max_bytes));
    }
    if !body.chars().all(is_allowed) {
        return Err(errors::invalid_contents());
    }
    if !message.message_attributes.is_empty() || !message.message_system_attributes.is_empty() {
        return Err(errors::unsupported("message attributes"));
    }
    if message.message_deduplication_id.is_some() {
        let reason = "The request includes a parameter that is not valid for this queue type.";
        return Err(errors::invalid("", "MessageDeduplicationId", reason));
    }
    match &message.message_group_id {
        Some(group) if !is_group_id(group) => {
            let reason =
                "Can only include alphanumeric and punctuation characters. 1 to 128 in length.";
            Err(errors::invalid(group, "MessageGroupId", reason))
        }
        _ => Ok(()),
    }
}

/// The characters that XML 1.0 allows, because SQS once spoke XML.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>
fn is_allowed(character: char) -> bool {
    matches!(character,
        '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

fn is_group_id(name: &str) -> bool {
    (1..=MAX_GROUP_ID_BYTES).contains(&name.len()) && name.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_may_hold_any_text_but_no_control_characters() {
        assert!("oi 👋\t\r\n\u{FFFD}\u{10FFFF}".chars().all(is_allowed));
        for refused in ['\0', '\u{8}', '\u{B}', '\u{1F}', '\u{FFFE}', '\u{FFFF}'] {
            assert!(!is_allowed(refused), "{refused:?}");
        }
    }
}
