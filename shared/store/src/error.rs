//! What can go wrong with the table.

use std::error::Error;

use aws_sdk_dynamodb::error::{BuildError, SdkError};
use conversation::ports::PortError;

use crate::item::Unreadable;

/// A failure of the table. The texts are fit for logs.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// DynamoDB did not answer, or not with success. The SDK has already tried again if that could
    /// help; later it may.
    #[error("DynamoDB failed")]
    Aws(#[source] Box<dyn Error + Send + Sync>),
    /// DynamoDB is busy with others' work on the same items. Trying again helps.
    #[error("DynamoDB is busy")]
    Busy,
    /// An item cannot be read. Trying again cannot help.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// A request could not even be built, or asks for something impossible. Trying again cannot
    /// help.
    #[error("a request to DynamoDB is wrong: {0}")]
    Request(&'static str),
}

impl StoreError {
    pub(crate) fn aws(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Aws(error.into())
    }

    /// Whether trying again may help.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Aws(_) | Self::Busy)
    }
}

impl<E, R> From<SdkError<E, R>> for StoreError
where
    E: Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        Self::aws(error)
    }
}

impl From<BuildError> for StoreError {
    fn from(_: BuildError) -> Self {
        Self::Request("a required field is missing")
    }
}

impl From<StoreError> for PortError {
    fn from(error: StoreError) -> Self {
        Self::new(error)
    }
}
