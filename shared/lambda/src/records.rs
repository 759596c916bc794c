//! The records of an event from SQS: worked side by side, each failing alone.

use std::{panic::AssertUnwindSafe, time::Duration};

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use futures_util::{FutureExt, future::join_all};

/// The longest pause after a failure: the visibility timeout of our queues.
const MAX_PAUSE: Duration = Duration::from_secs(100);

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    /// It is deleted.
    Done,
    /// It comes again, after this time where the work says so.
    Again(Option<Duration>),
}

/// Works the records of an event. Each fails alone, also by a panic, and those that fail come
/// again; `put_off` says to the queue when.
pub async fn each_record(
    event: &SqsEvent,
    work: impl AsyncFn(&SqsMessage) -> Record,
    put_off: impl AsyncFn(&SqsMessage, Duration),
) -> SqsBatchResponse {
    let works = event.records.iter().map(async |record| {
        let worked = AssertUnwindSafe(work(record)).catch_unwind().await;
        let ended = worked.unwrap_or_else(|_| {
            tracing::error!("a record's run panicked");
            Record::Again(None)
        });
        let Record::Again(after) = ended else {
            return None;
        };
        put_off(record, after.unwrap_or_else(|| pause(record))).await;
        let mut failure = BatchItemFailure::default();
        // Without an id, which SQS always gives, an empty one: it fails the whole batch.
        failure.item_identifier = record.message_id.clone().unwrap_or_default();
        Some(failure)
    });
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = join_all(works).await.into_iter().flatten().collect();
    response
}

/// How long a record that failed unexpectedly pauses: twice as long each time it was received.
fn pause(record: &SqsMessage) -> Duration {
    let received = record.attributes.get("ApproximateReceiveCount");
    let received: u32 = received.and_then(|n| n.parse().ok()).unwrap_or(1);
    Duration::from_secs(2u64.saturating_pow(received)).min(MAX_PAUSE)
}
