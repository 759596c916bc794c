//! The queue of delayed wake-ups.

use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;
use conversation::WakeUpMessage;
use conversation::ports::{PortError, WakeUps};

use crate::QueueError;
use crate::json::to_sqs_json;

/// The longest that SQS delays a message.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>
pub(crate) const MAX_DELAY_SECONDS: i32 = 900;

/// The longest that a received message may stay invisible: 12 hours.
const MAX_VISIBILITY_SECONDS: i32 = 43_200;

/// The wake-ups, on SQS.
#[derive(Debug, Clone)]
pub struct SqsWakeUps {
    client: Client,
    url: String,
}

impl SqsWakeUps {
    /// The queue with that URL.
    pub const fn new(client: Client, url: String) -> Self {
        Self { client, url }
    }

    /// Asks for an attribute of the queue, which opens the connection that the first real request
    /// would otherwise wait for. Needs `sqs:GetQueueAttributes`; an answer that refuses it has
    /// opened the connection as well.
    pub async fn warm(&self) -> Result<(), QueueError> {
        let request = self.client.get_queue_attributes().queue_url(&self.url);
        let request = request.attribute_names(QueueAttributeName::QueueArn);
        request.send().await?;
        Ok(())
    }

    /// Lets a received wake-up be received again `after` from now, in whole seconds, rounded up,
    /// instead of at the end of its visibility timeout.
    pub async fn change_visibility(
        &self,
        receipt_handle: &str,
        after: Duration,
    ) -> Result<(), QueueError> {
        let request = self.client.change_message_visibility();
        let request = request.queue_url(&self.url).receipt_handle(receipt_handle);
        let seconds = whole_seconds(after, MAX_VISIBILITY_SECONDS);
        request.visibility_timeout(seconds).send().await?;
        Ok(())
    }

    async fn send_message(
        &self,
        message: &WakeUpMessage,
        delay: Duration,
    ) -> Result<(), QueueError> {
        let body = to_sqs_json(message)?;
        let request = self.client.send_message().queue_url(&self.url);
        let integration = &message.conversation().integration;
        let request = request.message_group_id(integration.as_str());
        let request = request.delay_seconds(whole_seconds(delay, MAX_DELAY_SECONDS));
        request.message_body(body).send().await?;
        Ok(())
    }
}

impl WakeUps for SqsWakeUps {
    async fn send(&self, message: &WakeUpMessage, delay: Duration) -> Result<(), PortError> {
        Ok(self.send_message(message, delay).await?)
    }
}

/// The text is not a wake-up of any version that we know. Trying again cannot help; the error
/// holds nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message of the wake-up queue cannot be read, from column {column} on")]
pub struct NotAWakeUp {
    /// Where in the text.
    pub column: usize,
}

/// Reads the body of a message of the wake-up queue, of any version.
pub fn parse_wake_up(body: &str) -> Result<WakeUpMessage, NotAWakeUp> {
    serde_json::from_str(body).map_err(|error| NotAWakeUp {
        column: error.column(),
    })
}

/// Rounded up, since what comes early must only wait again.
pub(crate) fn whole_seconds(duration: Duration, max: i32) -> i32 {
    let up = u64::from(duration.subsec_nanos() > 0);
    let seconds = duration.as_secs().saturating_add(up);
    i32::try_from(seconds).unwrap_or(max).min(max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_rounded_up_and_bounded() {
        let seconds = |millis| whole_seconds(Duration::from_millis(millis), MAX_DELAY_SECONDS);
        assert_eq!([0, 1, 1000, 1001].map(seconds), [0, 1, 1, 2]);
        assert_eq!(seconds(3_600_000), 900);
    }

    #[test]
    fn what_cannot_be_read_is_an_error_that_does_not_quote_it() {
        for body in [
            "",
            "oi",
            "{}",
            r#"{"type": "wake_up_v9", "message_id": "wamid.secret"}"#,
            r#"{"type": "wake_up_v1", "message_id": "wamid.secret"}"#,
        ] {
            let error = parse_wake_up(body).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("secret"), "{body}");
        }
    }
}
