//! The queue on which transfers wait for people.

use std::time::Duration;

use aws_sdk_sqs::Client;
use conversation::ports::{HumanQueue, PortError};
use conversation::{HumanQueueMessage, Transfer};

use crate::QueueError;
use crate::json::to_sqs_json;
use crate::wake_ups::{MAX_DELAY_SECONDS, whole_seconds};

/// The human queue, on SQS.
#[derive(Debug, Clone)]
pub struct SqsHumanQueue {
    client: Client,
    url: String,
}

impl SqsHumanQueue {
    /// The queue with that URL.
    pub const fn new(client: Client, url: String) -> Self {
        Self { client, url }
    }

    async fn send_message(&self, transfer: &Transfer, delay: Duration) -> Result<(), QueueError> {
        let message = HumanQueueMessage::TransferV1(transfer.clone());
        let body = to_sqs_json(&message)?;
        let request = self.client.send_message().queue_url(&self.url);
        let request = request.message_group_id(transfer.integration_id.as_str());
        let request = request.delay_seconds(whole_seconds(delay, MAX_DELAY_SECONDS));
        request.message_body(body).send().await?;
        Ok(())
    }
}

impl HumanQueue for SqsHumanQueue {
    async fn send(&self, transfer: &Transfer, delay: Duration) -> Result<(), PortError> {
        Ok(self.send_message(transfer, delay).await?)
    }
}

/// The text is not a transfer of any version that we know. Trying again cannot help; the error
/// holds nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message of the human queue cannot be read, from column {column} on")]
pub struct NotATransfer {
    /// Where in the text.
    pub column: usize,
}

/// Reads the body of a message of the human queue, of any version.
pub fn parse_transfer(body: &str) -> Result<Transfer, NotATransfer> {
    match serde_json::from_str(body) {
        Ok(HumanQueueMessage::TransferV1(transfer)) => Ok(transfer),
        Err(error) => Err(NotATransfer {
            column: error.column(),
        }),
    }
}
