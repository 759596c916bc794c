//! Wake-ups in: claim what is due, ask the assistant, send the reply or hand over.

mod outside;
mod record;

use std::panic::AssertUnwindSafe;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use conversation::Timestamp;
use futures_util::{FutureExt, future::join_all};
use lambda::{SystemClock, error_chain};
use outbound::Client;
use queues::{SqsHumanQueue, SqsWakeUps};
use store::{DynamoConversations, Secrets, SettingsCache};

use crate::record::{Ended, work};

/// What the function holds for as long as its environment lives.
#[derive(Debug)]
pub struct Responder {
    /// The integrations and the assistants.
    pub settings: SettingsCache<SystemClock>,
    /// The integrations' secrets; only the outbound part.
    pub secrets: Secrets<SystemClock>,
    /// The table.
    pub conversations: DynamoConversations<SystemClock>,
    /// The wake-up queue.
    pub wake_ups: SqsWakeUps,
    /// The human queue.
    pub human_queue: SqsHumanQueue,
    /// The ARN of the wake-ups' dead-letter queue, which this function consumes too.
    pub dead_letters: String,
    /// The HTTP client.
    pub client: Client,
}

impl Responder {
    /// Opens the connections that the first wake-up would otherwise wait for.
    pub async fn warm(&self) {
        lambda::warm(self.conversations.warm(), self.wake_ups.warm()).await;
    }
}

/// Works the records of an event side by side. Each fails alone, also by a panic, and those that
/// fail come again.
pub async fn handle(
    responder: &Responder,
    event: SqsEvent,
    deadline: Timestamp,
) -> SqsBatchResponse {
    let works = event.records.iter().map(|record| async move {
        let worked = AssertUnwindSafe(work(responder, record, deadline));
        let ended = worked.catch_unwind().await.unwrap_or_else(|_| {
            tracing::error!("a record's run panicked");
            Ended::Again(None)
        });
        settle(responder, record, ended).await
    });
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = join_all(works).await.into_iter().flatten().collect();
    response
}

/// Says of a record that must come again when it should.
async fn settle(
    responder: &Responder,
    record: &SqsMessage,
    ended: Ended,
) -> Option<BatchItemFailure> {
    let Ended::Again(after) = ended else {
        return None;
    };
    let after = after.unwrap_or_else(|| record::pause(record));
    let from_wake_ups = record.event_source_arn.as_ref() != Some(&responder.dead_letters);
    if let (true, Some(receipt)) = (from_wake_ups, &record.receipt_handle) {
        // Without it the record comes again at the end of its visibility timeout.
        if let Err(error) = responder.wake_ups.change_visibility(receipt, after).await {
            tracing::warn!(error = error_chain(&error), "a record will come again late");
        }
    }
    let mut failure = BatchItemFailure::default();
    // Without an id, which SQS always gives, an empty one: it fails the whole batch.
    failure.item_identifier = record.message_id.clone().unwrap_or_default();
    Some(failure)
}
