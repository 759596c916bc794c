//! Transfers from the human queue: tell the customer, then the people at their desk.

mod integration_ports;
mod no_wake_ups;
mod record;

use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use conversation::{Timestamp, ports::Clock};
use http_client::Client;
use lambda::{SystemClock, each_record, error_chain, warm};
use queues::{SqsDeadTransfers, SqsHumanQueue};
use store::{DynamoConversations, Secrets, SettingsCache};

use crate::record::work;

/// What the function holds for as long as its environment lives.
#[derive(Debug)]
pub struct TransferFunction {
    /// The integrations.
    pub settings: SettingsCache<SystemClock>,
    /// The integrations' secrets; only the outbound ones.
    pub secrets: Secrets<SystemClock>,
    /// The table.
    pub conversations: DynamoConversations<SystemClock>,
    /// The human queue.
    pub human_queue: SqsHumanQueue,
    /// The human queue's dead-letter queue.
    pub dead_transfers: SqsDeadTransfers,
    /// The HTTP client.
    pub client: Client,
}

impl TransferFunction {
    /// Opens the connections that the first transfer would otherwise wait for.
    pub async fn warm(&self) {
        tokio::join!(
            warm("the table", self.conversations.warm()),
            warm("the queue", self.human_queue.warm()),
        );
    }
}

/// Works the records of an event concurrently. Each fails alone, also by a panic, and failed ones
/// come again.
pub async fn handle(
    function: &TransferFunction,
    event: SqsEvent,
    deadline: Timestamp,
) -> SqsBatchResponse {
    let time_left = deadline.since(SystemClock.now());
    let work = async |record: &SqsMessage| work(function, record, deadline).await;
    let put_off = async |record: &SqsMessage, after| put_off(function, record, after).await;
    each_record(&event, time_left, work, record::lost, put_off).await
}

/// Delays a record that comes again. If that fails, it comes again at the end of its visibility
/// timeout.
async fn put_off(function: &TransferFunction, record: &SqsMessage, after: Duration) {
    if let Some(receipt) = &record.receipt_handle
        && let Err(error) = function.human_queue.change_visibility(receipt, after).await
    {
        tracing::warn!(error = error_chain(&error), "a record will come again late");
    }
}
