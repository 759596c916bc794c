//! The records of an event from SQS, worked side by side. Each fails alone.

use std::{panic::AssertUnwindSafe, time::Duration};

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use futures_util::{FutureExt, future::join_all};
use tokio::time::{Instant, timeout_at};

/// The longest pause after a failure: the visibility timeout of our queues.
const MAX_PAUSE: Duration = Duration::from_secs(100);

/// The time kept at the end of an invocation to delay the records that took all of it, and the same
/// again for the answer. An invocation that passes its deadline fails with all its records.
const TO_PUT_OFF: Duration = Duration::from_secs(2);
const TO_ANSWER: Duration = Duration::from_millis(500);

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordOutcome {
    /// It is deleted.
    Done,
    /// It comes again, after this time if the work names one.
    Again(Option<Duration>),
}

/// Works the records of an event for as long as the invocation has time. Each fails alone, even by
/// a panic or by taking all of the time; `lost` is told how long such a record took. Failed records
/// come again; `put_off` tells the queue when.
pub async fn each_record(
    event: &SqsEvent,
    time_left: Duration,
    work: impl AsyncFn(&SqsMessage) -> RecordOutcome,
    lost: impl Fn(Duration),
    put_off: impl AsyncFn(&SqsMessage, Duration),
) -> SqsBatchResponse {
    let now = Instant::now();
    let work_until = now + time_left.saturating_sub(TO_PUT_OFF);
    let put_off_until = now + time_left.saturating_sub(TO_ANSWER);
    let works = event.records.iter().map(async |record| {
        let working = AssertUnwindSafe(work(record)).catch_unwind();
        let ended = match timeout_at(work_until, working).await {
            Ok(Ok(ended)) => ended,
            Ok(Err(_)) => {
                tracing::error!("a record's run panicked");
                lost(now.elapsed());
                RecordOutcome::Again(None)
            }
            Err(_) => {
                tracing::error!("a record's run took all of the invocation's time");
                lost(now.elapsed());
                RecordOutcome::Again(None)
            }
        };
        let RecordOutcome::Again(after) = ended else {
            return None;
        };
        let putting_off = put_off(record, after.unwrap_or_else(|| pause(record)));
        if timeout_at(put_off_until, putting_off).await.is_err() {
            tracing::warn!("there was no time to put a record off");
        }
        let mut failure = BatchItemFailure::default();
        // SQS always gives an id. Without one, an empty id fails the whole batch.
        failure.item_identifier = record.message_id.clone().unwrap_or_default();
        Some(failure)
    });
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = join_all(works).await.into_iter().flatten().collect();
    response
}

/// How long a record that failed unexpectedly pauses: twice as long each time that it was received.
fn pause(record: &SqsMessage) -> Duration {
    let received = record.attributes.get("ApproximateReceiveCount");
    let received: u32 = received.and_then(|n| n.parse().ok()).unwrap_or(1);
    Duration::from_secs(2u64.saturating_pow(received)).min(MAX_PAUSE)
}

#[cfg(test)]
mod tests {
    use std::{
        cell::{Cell, RefCell},
        future::pending,
    };

    use super::*;

    fn event<const N: usize>(ids: [&str; N]) -> SqsEvent {
        let record = |id: &str| {
            let mut record = SqsMessage::default();
            record.message_id = Some(id.to_owned());
            record
        };
        let mut event = SqsEvent::default();
        event.records = ids.map(record).into();
        event
    }

    fn id(record: &SqsMessage) -> &str {
        record.message_id.as_deref().unwrap_or_default()
    }

    fn failed(response: &SqsBatchResponse) -> Vec<&str> {
        let failures = response.batch_item_failures.iter();
        failures
            .map(|failure| failure.item_identifier.as_str())
            .collect()
    }

    #[tokio::test]
    async fn a_record_that_takes_all_the_time_comes_again_alone() {
        let (put_off, lost) = (RefCell::new(Vec::new()), Cell::new(0));
        let response = each_record(
            &event(["hangs", "is done", "panics"]),
            TO_PUT_OFF + Duration::from_millis(20),
            async |record| match id(record) {
                "hangs" => pending().await,
                "panics" => panic!("on purpose"),
                _ => RecordOutcome::Done,
            },
            |_| lost.set(lost.get() + 1),
            async |record, _| put_off.borrow_mut().push(id(record).to_owned()),
        )
        .await;
        assert_eq!(failed(&response), ["hangs", "panics"]);
        assert_eq!(put_off.into_inner(), ["panics", "hangs"]);
        assert_eq!(lost.get(), 2);
    }

    #[tokio::test]
    async fn a_queue_that_does_not_answer_holds_up_no_answer() {
        let response = each_record(
            &event(["fails", "is done"]),
            TO_ANSWER + Duration::from_millis(20),
            async |record| match id(record) {
                "fails" => RecordOutcome::Again(None),
                _ => RecordOutcome::Done,
            },
            |_| unreachable!("it ended"),
            async |_, _| pending().await,
        )
        .await;
        assert_eq!(failed(&response), ["fails"]);
    }

    #[test]
    fn the_pause_doubles_up_to_the_visibility_timeout() {
        let pause_after = |received: &str| {
            let mut record = SqsMessage::default();
            let name = "ApproximateReceiveCount".to_owned();
            record.attributes.insert(name, received.to_owned());
            pause(&record).as_secs()
        };
        assert_eq!(
            ["1", "2", "6", "7", "1000"].map(pause_after),
            [2, 4, 64, 100, 100]
        );
    }
}
