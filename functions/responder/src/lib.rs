//! Wake-ups: claim what is due, ask the assistant, send the reply or hand over.

mod integration_ports;
mod record;
mod voice;

use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use conversation::{Timestamp, ports::Clock};
use http_client::Client;
use lambda::{SystemClock, each_record, error_chain, warm};
use queues::{SqsHumanQueue, SqsWakeUps};
use speech::AudioStore;
use store::{DynamoConversations, DynamoDayBudget, Secrets, SettingsCache};

use crate::record::work;

/// What the function holds for as long as its environment lives.
#[derive(Debug)]
pub struct Responder {
    /// The integrations and the assistants.
    pub settings: SettingsCache<SystemClock>,
    /// The integrations' secrets; only the outbound ones.
    pub secrets: Secrets<SystemClock>,
    /// The table.
    pub conversations: DynamoConversations<SystemClock>,
    /// The wake-up queue.
    pub wake_ups: SqsWakeUps,
    /// The human queue.
    pub human_queue: SqsHumanQueue,
    /// The ARN of the wake-ups' dead-letter queue, which this function consumes too.
    pub dead_letters: String,
    /// What was spent in a day.
    pub day_budget: DynamoDayBudget,
    /// The bucket for audio.
    pub audio: AudioStore<SystemClock>,
    /// The HTTP client.
    pub client: Client,
}

impl Responder {
    /// Opens the connections that the first wake-up would otherwise wait for. The connection to S3
    /// is not among them, since most integrations never need it.
    pub async fn warm(&self) {
        tokio::join!(
            warm("the table", self.conversations.warm()),
            warm("the queue", self.wake_ups.warm()),
        );
    }
}

/// Works the records of an event concurrently. Each fails alone, also by a panic, and failed ones
/// come again.
pub async fn handle(
    responder: &Responder,
    event: SqsEvent,
    deadline: Timestamp,
) -> SqsBatchResponse {
    let time_left = deadline.since(SystemClock.now());
    let work = async |record: &SqsMessage| work(responder, record, deadline).await;
    let put_off = async |record: &SqsMessage, after| put_off(responder, record, after).await;
    each_record(&event, time_left, work, record::lost, put_off).await
}

/// Delays a record that comes again. If that fails, it comes again at the end of its visibility
/// timeout, like a dead one.
async fn put_off(responder: &Responder, record: &SqsMessage, after: Duration) {
    let from_wake_ups = record.event_source_arn.as_ref() != Some(&responder.dead_letters);
    if let (true, Some(receipt)) = (from_wake_ups, &record.receipt_handle)
        && let Err(error) = responder.wake_ups.change_visibility(receipt, after).await
    {
        tracing::warn!(error = error_chain(&error), "a record will come again late");
    }
}
