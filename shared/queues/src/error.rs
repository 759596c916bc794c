//! What can go wrong with a queue.

use std::error::Error;

use aws_sdk_sqs::error::SdkError;
use conversation::ports::PortError;

/// A failure of SQS. The texts are fit for logs.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// It did not answer, or not with success. The SDK has already tried again if that could help;
    /// later it may.
    #[error("SQS failed")]
    Sqs(#[source] Box<dyn Error + Send + Sync>),
    /// The message cannot be written as JSON. Trying again cannot help.
    #[error("a queue message cannot be written as JSON")]
    Unwritable,
}

impl<E, R> From<SdkError<E, R>> for QueueError
where
    E: Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        Self::Sqs(Box::new(error))
    }
}

impl From<QueueError> for PortError {
    fn from(error: QueueError) -> Self {
        Self::new(error)
    }
}
