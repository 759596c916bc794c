//! What the queues have in common.

use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;
use conversation::IntegrationId;
use serde::Serialize;

use crate::QueueError;
use crate::json::to_sqs_json;

/// The longest that SQS delays a message.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>
const MAX_DELAY_SECONDS: i32 = 900;

/// The longest that a received message may stay invisible: 12 hours.
const MAX_VISIBILITY_SECONDS: i32 = 43_200;

/// One queue on SQS.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    pub(crate) client: Client,
    pub(crate) url: String,
}

impl Queue {
    /// Asks for an attribute of the queue, which opens the connection that the first real request
    /// would otherwise wait for. Needs `sqs:GetQueueAttributes`, but a refusal opens the connection
    /// as well.
    pub(crate) async fn warm(&self) -> Result<(), QueueError> {
        let request = self.client.get_queue_attributes().queue_url(&self.url);
        let request = request.attribute_names(QueueAttributeName::QueueArn);
        request.send().await?;
        Ok(())
    }

    /// Lets a received message be received again `after` from now, in whole seconds, rounded up,
    /// instead of at the end of its visibility timeout.
    pub(crate) async fn change_visibility(
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

    pub(crate) async fn send(
        &self,
        message: &impl Serialize,
        group: &IntegrationId,
        delay: Duration,
    ) -> Result<(), QueueError> {
        let body = to_sqs_json(message)?;
        let request = self.client.send_message().queue_url(&self.url);
        let request = request.message_group_id(group.as_str());
        let request = request.delay_seconds(whole_seconds(delay, MAX_DELAY_SECONDS));
        request.message_body(body).send().await?;
        Ok(())
    }
}

/// Rounded up, since a message that comes early must only wait again.
fn whole_seconds(duration: Duration, max: i32) -> i32 {
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
}
