//! Responses, read up to a limit.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header};
use jiff::{Timestamp, fmt::rfc2822};

use crate::{HttpError, retry_after};

/// The most bytes of a response's body that are read; a longer body is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyLimit(usize);

impl BodyLimit {
    /// 1 MiB.
    pub const JSON: Self = Self(1024 * 1024);
    /// 20 MiB.
    pub const AUDIO: Self = Self(20 * 1024 * 1024);

    /// So many bytes.
    pub fn bytes(most: u64) -> Self {
        Self(usize::try_from(most).unwrap_or(usize::MAX))
    }
}

/// A complete response, whatever its status.
#[derive(Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// Bodies hold what people wrote, and must not reach a log through `{:?}`.
impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl Response {
    /// Whether the status says that the same request may succeed later: timeout, too early, too many
    /// requests, and everything that is the server's own fault.
    pub const fn is_transient(&self) -> bool {
        matches!(self.status, 408 | 425 | 429 | 500..)
    }

    /// How long the server asks us to wait, by its own clock: a date in `Retry-After` is compared
    /// with the response's `Date`, so it does not matter whose clock is wrong. Without a `Date`, a
    /// date says nothing.
    pub fn retry_after(&self) -> Option<Duration> {
        let date = self
            .headers
            .get(header::DATE)
            .and_then(|value| value.to_str().ok());
        let now = date.and_then(|date| rfc2822::parse(date).ok());
        let now = now.map_or(Timestamp::MAX, |now| now.timestamp());
        retry_after(&self.headers, now)
    }

    pub(crate) fn without_body(response: &reqwest::Response) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: Bytes::new(),
        }
    }

    pub(crate) async fn read(
        mut response: reqwest::Response,
        BodyLimit(limit): BodyLimit,
    ) -> Result<Self, HttpError> {
        let most = u64::try_from(limit).unwrap_or(u64::MAX);
        if response.content_length().is_some_and(|told| told > most) {
            return Err(HttpError::BodyTooLarge { limit });
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > limit {
                return Err(HttpError::BodyTooLarge { limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Self {
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            body: body.freeze(),
        })
    }
}
