//! Messages as text that SQS accepts.

use serde::Serialize;

use crate::QueueError;

/// JSON without the two characters that SQS refuses although JSON allows them in a string: they are
/// written as escapes.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>
pub(crate) fn to_sqs_json(message: &impl Serialize) -> Result<String, QueueError> {
    let json = serde_json::to_string(message).map_err(|_| QueueError::Unwritable)?;
    Ok(json
        .replace('\u{FFFE}', r"\ufffe")
        .replace('\u{FFFF}', r"\uffff"))
}
