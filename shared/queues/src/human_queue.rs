//! The queue for the people at a desk: transfers and recoveries.

use std::time::Duration;

use aws_sdk_sqs::Client;
use conversation::HumanQueueMessage;
use conversation::ports::{DeadTransfers, HumanQueue, PortError};

use crate::QueueError;
use crate::queue::Queue;

/// The human queue, on SQS.
#[derive(Debug, Clone)]
pub struct SqsHumanQueue(Queue);

impl SqsHumanQueue {
    /// The queue with that URL.
    pub const fn new(client: Client, url: String) -> Self {
        Self(Queue { client, url })
    }

    /// Opens the connection that the first real request would otherwise wait for.
    pub async fn warm(&self) -> Result<(), QueueError> {
        self.0.warm().await
    }

    /// Lets a received transfer be received again `after` from now, in whole seconds, rounded up,
    /// instead of at the end of its visibility timeout.
    pub async fn change_visibility(
        &self,
        receipt_handle: &str,
        after: Duration,
    ) -> Result<(), QueueError> {
        self.0.change_visibility(receipt_handle, after).await
    }
}

impl HumanQueue for SqsHumanQueue {
    async fn send(&self, message: &HumanQueueMessage, delay: Duration) -> Result<(), PortError> {
        Ok(send(&self.0, message, delay).await?)
    }
}

/// The dead-letter queue of the human queue, on SQS.
#[derive(Debug, Clone)]
pub struct SqsDeadTransfers(Queue);

impl SqsDeadTransfers {
    /// The queue with that URL.
    pub const fn new(client: Client, url: String) -> Self {
        Self(Queue { client, url })
    }
}

impl DeadTransfers for SqsDeadTransfers {
    async fn bury(&self, entry: &HumanQueueMessage) -> Result<(), PortError> {
        Ok(send(&self.0, entry, Duration::ZERO).await?)
    }
}

async fn send(
    queue: &Queue,
    message: &HumanQueueMessage,
    delay: Duration,
) -> Result<(), QueueError> {
    queue.send(message, message.integration_id(), delay).await
}

/// The text is not a message of any known version. Trying again cannot help. The error holds
/// nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message of the human queue cannot be read, from column {column} on")]
pub struct NotOfTheHumanQueue {
    /// The place in the text.
    pub column: usize,
}

/// Reads the body of a message of the human queue, of any version.
pub fn parse_human_queue(body: &str) -> Result<HumanQueueMessage, NotOfTheHumanQueue> {
    serde_json::from_str(body).map_err(|error| NotOfTheHumanQueue {
        column: error.column(),
    })
}

#[cfg(test)]
mod tests {
    use conversation::{Link, Token};

    use super::*;

    #[test]
    fn a_transfer_is_read_with_its_link_and_without() {
        let fields = r#""type": "transfer_v1", "integration_id": "i", "queue": "4",
            "contact": {"id": "5511999990000", "name": null}, "summary": "s",
            "conversation_id": "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f", "transfer_message": "m",
            "reason": "requested", "turn_id": "t", "at": "2026-11-23T12:00:17.25Z""#;
        let link = Link {
            token: Token(u64::MAX),
            follows: 7,
        };
        let linked = r#", "link": {"token": 18446744073709551615, "follows": 7}"#;
        for (rest, link) in [("", None), (linked, Some(link))] {
            let message = parse_human_queue(&format!("{{{fields}{rest}}}")).unwrap();
            let HumanQueueMessage::TransferV1(transfer) = &message else {
                panic!("{message:?}");
            };
            assert_eq!((transfer.link, transfer.turn_id.as_str()), (link, "t"));
            let written = serde_json::to_string(&message).unwrap();
            assert_eq!(written.contains("link"), link.is_some());
            assert_eq!(parse_human_queue(&written), Ok(message));
        }
    }

    #[test]
    fn a_recovery_is_written_as_it_is_read() {
        let body = r#"{"type":"recovered_v1","integration_id":"i","conversation_id":"0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f","turn_id":"t","at":"2026-11-23T12:00:17.25Z"}"#;
        let message = parse_human_queue(body).unwrap();
        assert!(matches!(message, HumanQueueMessage::RecoveredV1(_)));
        assert_eq!(message.integration_id().as_str(), "i");
        assert_eq!(serde_json::to_string(&message).unwrap(), body);
    }

    #[test]
    fn what_cannot_be_read_is_an_error_that_does_not_quote_it() {
        for body in ["", "{}", r#"{"type": "transfer_v1", "summary": "secret"}"#] {
            let error = parse_human_queue(body).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("secret"), "{body}");
        }
    }
}
