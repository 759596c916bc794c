//! ReceiveMessage and its long poll.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::time::{Instant, sleep_until};

use super::Sqs;
use super::attributes::{VISIBILITY_TIMEOUT, WAIT_TIME_SECONDS};
use super::errors::within;
use super::messages::{Message, next_visible_at};
use super::queues::{arn, name_in_url};
use super::receipt;
use super::send::md5;
use super::take::Take;
use crate::aws::ACCOUNT;
use crate::aws::clock::{self, Micros, SECOND};
use crate::aws::json::{Reply, ServiceError};

/// How many messages one receive may ask for.
const MAX_MESSAGES: RangeInclusive<u32> = 1..=10;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ReceiveMessageRequest {
    queue_url: Option<String>,
    max_number_of_messages: Option<i64>,
    visibility_timeout: Option<i64>,
    wait_time_seconds: Option<i64>,
    #[serde(default)]
    message_system_attribute_names: Vec<String>,
    /// The former name of the same.
    #[serde(default)]
    attribute_names: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ReceivedMessage<'a> {
    message_id: &'a str,
    receipt_handle: String,
    #[serde(rename = "MD5OfBody")]
    md5_of_body: String,
    body: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<&'static str, String>,
}

impl Sqs {
    pub(super) async fn receive_message(&self, request: ReceiveMessageRequest) -> Reply {
        let queue = name_in_url(request.queue_url.as_deref())?;
        let attributes = self.queue(queue)?.attributes;
        let wait_seconds = match request.wait_time_seconds {
            Some(wish) => within(wish, &WAIT_TIME_SECONDS, "WaitTimeSeconds")?,
            None => attributes.wait_time_seconds,
        };
        let visibility_seconds = match request.visibility_timeout {
            Some(wish) => within(wish, &VISIBILITY_TIMEOUT, "VisibilityTimeout")?,
            None => attributes.visibility_timeout,
        };
        let wish = request.max_number_of_messages.unwrap_or(1);
        let take = Take {
            queue,
            max_messages: within(wish, &MAX_MESSAGES, "MaxNumberOfMessages")? as usize,
            visibility_timeout: Micros::from(visibility_seconds) * SECOND,
        };
        let wait = Duration::from_secs(wait_seconds.into());
        let messages = self.poll(&take, wait).await?;

        let mut names = request.message_system_attribute_names;
        names.extend(request.attribute_names);
        let shown: Vec<_> = messages
            .iter()
            .map(|message| shown(queue, message, &names))
            .collect();
        // Like the service, omits the member if there is no message.
        Ok(if shown.is_empty() {
            json!({})
        } else {
            json!({ "Messages": shown })
        })
    }

    /// Waits until there is a message or the time is over. In between it sleeps until a change or
    /// until the next message falls due.
    async fn poll(&self, take: &Take<'_>, wait: Duration) -> Result<Vec<Message>, ServiceError> {
        let deadline = Instant::now() + wait;
        loop {
            // Made before looking, so that no change falls between looking and sleeping.
            let changed = self.changed.notified();
            let next = next_visible_at(&self.database, take.queue)?;
            let now = clock::now();
            if next.is_some_and(|at| at <= now) {
                let messages = self.take(take, now)?;
                if !messages.is_empty() {
                    return Ok(messages);
                }
                // The due message went elsewhere: to another client, or to the dead letters.
                continue;
            }
            if Instant::now() >= deadline {
                return Ok(Vec::new());
            }
            let due = next.map(|at| Instant::now() + Duration::from_micros(at - now));
            let wake_at = due.map_or(deadline, |due| due.min(deadline));
            tokio::select! {
                () = changed => {}
                () = sleep_until(wake_at) => {}
            }
        }
    }
}

/// A received message with the requested attributes.
fn shown<'a>(queue: &str, message: &'a Message, names: &[String]) -> ReceivedMessage<'a> {
    let count = message.receive_count.to_string();
    let sent_at = milliseconds(message.sent_at);
    let received_at = message.first_received_at.map(milliseconds);
    let source = message.moved_from.as_deref().map(arn);
    let attributes = [
        ("SenderId", Some(ACCOUNT.to_owned())),
        ("SentTimestamp", Some(sent_at)),
        ("ApproximateReceiveCount", Some(count)),
        ("ApproximateFirstReceiveTimestamp", received_at),
        ("MessageGroupId", message.group_id.clone()),
        ("DeadLetterQueueSourceArn", source),
        ("AWSTraceHeader", message.trace_header.clone()),
    ];
    let wanted = |name: &str| names.iter().any(|wanted| wanted == "All" || wanted == name);
    ReceivedMessage {
        message_id: &message.id,
        receipt_handle: receipt::handle(queue, message),
        md5_of_body: md5(&message.body),
        body: &message.body,
        attributes: attributes
            .into_iter()
            .filter(|(name, _)| wanted(name))
            .filter_map(|(name, value)| Some((name, value?)))
            .collect(),
    }
}

fn milliseconds(at: Micros) -> String {
    (at / 1000).to_string()
}
