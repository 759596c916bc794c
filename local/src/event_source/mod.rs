//! Lambda's event source for SQS: it takes messages in batches, invokes the function, and deletes
//! the messages that the function has dealt with.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>.

mod event;
mod outcome;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use aws_sdk_sqs::{
    Client,
    error::DisplayErrorContext,
    types::{DeleteMessageBatchRequestEntry, Message, MessageSystemAttributeName},
};
use bytes::Bytes;
use tokio::{sync::Semaphore, task::JoinSet, time::sleep};

use crate::runtime::Function;

/// The longest wait that SQS allows one request.
const LONG_POLL_SECONDS: i32 = 20;

/// The pause after a request that failed.
const PAUSE: Duration = Duration::from_secs(1);

/// A queue whose messages go to a function that reports the failures in a batch one by one.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Where the queue is.
    pub queue_url: String,
    /// Its name in the records.
    pub queue_arn: String,
    /// The most messages in a batch, 10 at most. There is no batching window: a batch holds the
    /// messages that are there.
    pub batch_size: i32,
    /// The most batches at one time.
    pub max_concurrency: usize,
}

/// A running mapping. It stops when this is dropped. An invocation in progress goes on, and its
/// messages return when their visibility ends.
#[derive(Debug)]
pub struct EventSource {
    _task: JoinSet<()>,
}

impl EventSource {
    /// Begins to take messages. Must be called on a tokio runtime.
    pub fn start(sqs: Client, mapping: Mapping, function: Function) -> Self {
        let mut task = JoinSet::new();
        let permits = Arc::new(Semaphore::new(mapping.max_concurrency));
        let queue = Arc::new(Queue {
            sqs,
            mapping,
            function,
        });
        task.spawn(poll(queue, permits));
        Self { _task: task }
    }
}

struct Queue {
    sqs: Client,
    mapping: Mapping,
    function: Function,
}

async fn poll(queue: Arc<Queue>, permits: Arc<Semaphore>) {
    let mut batches = JoinSet::new();
    while let Ok(permit) = Arc::clone(&permits).acquire_owned().await {
        while batches.try_join_next().is_some() {}
        match queue.receive().await {
            Ok(messages) if messages.is_empty() => {}
            Ok(messages) => {
                let queue = Arc::clone(&queue);
                batches.spawn(async move {
                    queue.process(messages).await;
                    drop(permit);
                });
            }
            Err(error) => {
                tracing::warn!(
                    queue = queue.mapping.queue_arn,
                    error,
                    "no messages received"
                );
                sleep(PAUSE).await;
            }
        }
    }
}

/// The trace on which the message was sent.
fn trace_header(message: &Message) -> Option<&str> {
    let attributes = message.attributes.as_ref()?;
    let header = attributes.get(&MessageSystemAttributeName::AwsTraceHeader)?;
    Some(header.as_str())
}

impl Queue {
    async fn receive(&self) -> Result<Vec<Message>, String> {
        let received = self
            .sqs
            .receive_message()
            .queue_url(&self.mapping.queue_url)
            .max_number_of_messages(self.mapping.batch_size)
            .wait_time_seconds(LONG_POLL_SECONDS)
            .message_system_attribute_names(MessageSystemAttributeName::All)
            .message_attribute_names("All")
            .send()
            .await
            .map_err(|error| DisplayErrorContext(error).to_string())?;
        Ok(received.messages.unwrap_or_default())
    }

    async fn process(&self, messages: Vec<Message>) {
        let event = event::json(&messages, &self.mapping.queue_arn);
        let event = Bytes::from(event.to_string());
        let trace = messages.iter().find_map(trace_header);
        let invoked = self.function.invoke_traced(trace, event).await;
        let sent = messages.iter().filter_map(Message::message_id).collect();
        let failed = match &invoked {
            Ok(response) => outcome::failed(response, &sent),
            // The function has logged its own error.
            Err(_) => sent,
        };
        if let Err(error) = self.delete(&messages, &failed).await {
            // They come again, as on AWS, where delivery is at least once.
            tracing::warn!(
                queue = self.mapping.queue_arn,
                error,
                "messages not deleted"
            );
        }
    }

    async fn delete(&self, messages: &[Message], failed: &BTreeSet<&str>) -> Result<(), String> {
        let entries = messages
            .iter()
            .filter(|message| !message.message_id().is_some_and(|id| failed.contains(id)))
            .enumerate()
            .map(|(index, message)| {
                DeleteMessageBatchRequestEntry::builder()
                    .id(index.to_string())
                    .set_receipt_handle(message.receipt_handle.clone())
                    .build()
            })
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| error.to_string())?;
        if entries.is_empty() {
            return Ok(());
        }
        let deleted = self
            .sqs
            .delete_message_batch()
            .queue_url(&self.mapping.queue_url)
            .set_entries(Some(entries))
            .send()
            .await
            .map_err(|error| DisplayErrorContext(error).to_string())?;
        match deleted.failed() {
            [] => Ok(()),
            failed => Err(format!("{failed:?}")),
        }
    }
}
