//! What can go wrong with the bucket.

use std::error::Error;

use aws_sdk_s3::error::SdkError;

/// A failure of the bucket. The texts are fit for logs.
#[derive(Debug, thiserror::Error)]
pub enum AudioError {
    /// S3 did not answer, or not with success. The SDK has already tried again if that could help;
    /// later it may.
    #[error("S3 failed")]
    Aws(#[source] Box<dyn Error + Send + Sync>),
    /// S3 answered that some of the objects to be deleted are still there. Trying again may help.
    #[error("S3 did not delete {objects} of a request's objects, the first because of {code}")]
    NotDeleted {
        /// How many.
        objects: usize,
        /// S3's code for the first of them.
        code: String,
    },
}

impl AudioError {
    pub(super) fn aws(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Aws(error.into())
    }
}

impl<E, R> From<SdkError<E, R>> for AudioError
where
    E: Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        Self::aws(error)
    }
}
