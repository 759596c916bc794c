//! Why a request brought no response.

use std::error::Error;

use crate::resolver::ResolveError;

/// A request that brought no response. Neither the text nor the sources hold the URL's path or
/// query, a header or a body, since any of them may hold a token.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The URL is not https.
    #[error("the URL is not https")]
    ForbiddenScheme,
    /// The host is, or leads to, an address outside the public internet.
    #[error("the host does not lead to a public address")]
    ForbiddenAddress,
    /// The response did not come, or did not end, within the time limit.
    #[error("no complete response within the time limit")]
    Timeout,
    /// No connection was made, so that nothing was sent.
    #[error("the connection failed")]
    NotConnected(#[source] Box<dyn Error + Send + Sync>),
    /// A connection that broke before the response was complete.
    #[error("the connection failed")]
    Connection(#[source] Box<dyn Error + Send + Sync>),
    /// The response is longer than the limit.
    #[error("the response is longer than {limit} bytes")]
    BodyTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// A redirect without a URL that can be read.
    #[error("a redirect does not say where to")]
    InvalidRedirect,
    /// More redirects than are followed; they may lead in a circle.
    #[error("there are too many redirects")]
    TooManyRedirects,
    /// The request itself could not be built, for example because of a line break in a header.
    #[error("the request is not valid")]
    InvalidRequest(#[source] reqwest::Error),
}

impl HttpError {
    /// Whether the same request may succeed later.
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Timeout | Self::NotConnected(_) | Self::Connection(_) => true,
            Self::ForbiddenScheme
            | Self::ForbiddenAddress
            | Self::BodyTooLarge { .. }
            | Self::InvalidRedirect
            | Self::TooManyRedirects
            | Self::InvalidRequest(_) => false,
        }
    }
}

impl From<reqwest::Error> for HttpError {
    fn from(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if error.is_builder() {
            Self::InvalidRequest(error)
        } else if not_public(&error) {
            Self::ForbiddenAddress
        } else if error.is_connect() {
            Self::NotConnected(Box::new(error))
        } else {
            Self::Connection(Box::new(error))
        }
    }
}

impl From<ResolveError> for HttpError {
    fn from(error: ResolveError) -> Self {
        match error {
            ResolveError::NotPublic => Self::ForbiddenAddress,
            ResolveError::Lookup(_) => Self::NotConnected(Box::new(error)),
        }
    }
}

/// Whether the connection failed because our resolver found no public address.
fn not_public(error: &reqwest::Error) -> bool {
    std::iter::successors(error.source(), |&error| error.source())
        .filter_map(|error| error.downcast_ref())
        .any(|error| matches!(error, ResolveError::NotPublic))
}
