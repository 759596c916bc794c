//! The rights that a request to SQS needs.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html>

use serde::Deserialize;

use super::queues::{arn, name_in_url};
use crate::aws::access::{Access, Ask};
use crate::aws::json::ServiceError;

/// The part of a request that names its queue.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OfQueue {
    queue_url: Option<String>,
    queue_name: Option<String>,
}

/// A batch needs the same rights as its single operation. Messages are sealed and opened with the
/// queue's KMS key in the caller's name: a sender must be able to make data keys and to open them
/// again, a receiver to open them.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html>
pub(super) fn asks(
    access: &Access,
    operation: &str,
    of: &OfQueue,
) -> Result<Vec<Ask>, ServiceError> {
    let queue = match (operation, &of.queue_name) {
        ("CreateQueue" | "GetQueueUrl", Some(name)) => arn(name),
        _ => arn(name_in_url(of.queue_url.as_deref())?),
    };
    let action = operation.strip_suffix("Batch").unwrap_or(operation);
    let actions: &[&str] = match action {
        "SendMessage" => &["kms:GenerateDataKey", "kms:Decrypt"],
        "ReceiveMessage" => &["kms:Decrypt"],
        _ => &[],
    };
    let context = [("aws:sqs:arn", queue.as_str())];
    let mut asks = vec![Ask::new(format!("sqs:{action}"), &queue)];
    asks.extend(access.through("sqs", &queue, actions, &context));
    Ok(asks)
}
