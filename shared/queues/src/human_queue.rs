//! The queue on which transfers wait for people.

use aws_sdk_sqs::Client;
use conversation::ports::{HumanQueue, PortError};
use conversation::{HumanQueueMessage, Transfer};

use crate::QueueError;
use crate::json::to_sqs_json;

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

    async fn send_message(&self, transfer: &Transfer) -> Result<(), QueueError> {
        let message = HumanQueueMessage::TransferV1(transfer.clone());
        let body = to_sqs_json(&message)?;
        let request = self.client.send_message().queue_url(&self.url);
        let request = request.message_group_id(transfer.integration_id.as_str());
        request.message_body(body).send().await?;
        Ok(())
    }
}

impl HumanQueue for SqsHumanQueue {
    async fn send(&self, transfer: &Transfer) -> Result<(), PortError> {
        Ok(self.send_message(transfer).await?)
    }
}
