//! The errors of SQS, with the names and codes that its clients know.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html>

use std::fmt::Display;
use std::ops::RangeInclusive;

use crate::aws::access::Denied;
use crate::aws::json::ServiceError;

macro_rules! named {
    ($($function:ident: $shape:literal, $query_code:literal, $message:literal;)*) => {$(
        pub(super) fn $function() -> ServiceError {
            ServiceError::new(concat!("com.amazonaws.sqs#", $shape), $message)
                .with_query_code($query_code)
        }
    )*};
}

named! {
    queue_does_not_exist: "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue",
        "The specified queue does not exist.";
    queue_exists: "QueueNameExists", "QueueAlreadyExists",
        "A queue already exists with the same name and a different value for an attribute.";
    receipt_handle_is_invalid: "ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid",
        "The input receipt handle is invalid.";
    invalid_contents: "InvalidMessageContents", "InvalidMessageContents",
        "The message contains characters outside the allowed set.";
    empty_batch: "EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest",
        "There should be at least one entry in the request.";
    too_many_entries: "TooManyEntriesInBatchRequest",
        "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
        "A batch holds at most 10 entries.";
    ids_not_distinct: "BatchEntryIdsNotDistinct",
        "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
        "Two entries of the batch have the same id.";
    invalid_id: "InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId",
        "An entry's id is 1 to 80 letters, digits, hyphens or underscores.";
    batch_too_long: "BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong",
        "The batch's messages together must not be longer than 1048576 bytes.";
    message_not_in_flight: "MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight",
        "The message is not in flight.";
}

/// A refusal by KMS has an error of its own.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/troubleshooting-access-denied.html>
pub(super) fn denied(denied: &Denied) -> ServiceError {
    let (shape, query_code) = match denied {
        Denied::NotAllowed { .. } if denied.is_of_kms() => (
            "com.amazonaws.sqs#KmsAccessDenied",
            "KMS.AccessDeniedException",
        ),
        Denied::NotAllowed { .. } => ("AccessDeniedException", "AccessDenied"),
        Denied::UnknownKey => (denied.code(), "InvalidClientTokenId"),
        Denied::NoKey => (denied.code(), "MissingAuthenticationToken"),
    };
    ServiceError::new(shape, denied.message()).with_query_code(query_code)
}

pub(super) fn missing(parameter: &str) -> ServiceError {
    let message = format!("The request must contain the parameter {parameter}.");
    ServiceError::new("MissingParameter", message)
}

pub(super) fn invalid(value: impl Display, parameter: &str, reason: &str) -> ServiceError {
    let message = format!("Value {value} for parameter {parameter} is invalid. Reason: {reason}");
    ServiceError::new("InvalidParameterValue", message)
}

pub(super) fn too_long(limit: usize) -> ServiceError {
    let message = format!(
        "One or more parameters are invalid. Reason: Message must be shorter than {limit} bytes."
    );
    ServiceError::new("InvalidParameterValue", message)
}

pub(super) fn unsupported(what: &str) -> ServiceError {
    let message = format!("This emulator has no {what}.");
    ServiceError::new("com.amazonaws.sqs#UnsupportedOperation", message)
        .with_query_code("AWS.SimpleQueueService.UnsupportedOperation")
}

/// Checks a whole number against the service's limits.
pub(super) fn within(
    value: i64,
    range: &RangeInclusive<u32>,
    parameter: &str,
) -> Result<u32, ServiceError> {
    u32::try_from(value)
        .ok()
        .filter(|value| range.contains(value))
        .ok_or_else(|| {
            let (low, high) = (range.start(), range.end());
            let reason = format!("Must be >= {low} and <= {high}.");
            invalid(value, parameter, &reason)
        })
}
