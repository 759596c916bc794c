//! Incoming webhooks.

use std::collections::BTreeMap;
use std::time::Duration;

use conversation::{Event, Timestamp};
use fields::NotOpened;
use hmac::{Hmac, KeyInit};
use http::{HeaderMap, Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::json::integer;

/// The HTTP request of a webhook, unchanged.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method.
    pub method: &'a Method,
    /// The query string, still encoded; empty when there is none.
    pub query: &'a str,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The raw body, which the signature covers.
    pub body: &'a [u8],
}

impl Request<'_> {
    /// Verifies a request whose header is our secret itself.
    pub(crate) fn verify_token(
        &self,
        header: &str,
        expected: &SecretString,
    ) -> Result<(), WebhookError> {
        let expected = expected.expose_secret().as_bytes();
        match self.headers.get(header) {
            Some(given) if given.as_bytes().ct_eq(expected).into() => Ok(()),
            _ => Err(WebhookError::Unverified),
        }
    }
}

/// The key for signatures with a secret.
pub(crate) fn hmac(secret: &SecretString) -> Result<Hmac<Sha256>, NotOpened> {
    // HMAC takes keys of any length.
    Hmac::new_from_slice(secret.expose_secret().as_bytes())
        .map_err(|error| NotOpened(error.to_string()))
}

/// The text of a header, without the white space around it.
pub(crate) fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

/// The content of a verified webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Webhook {
    /// The provider asks for this response, with 200.
    Answer {
        /// The answer's media type.
        content_type: &'static str,
        /// The answer.
        body: String,
    },
    /// Events.
    Events {
        /// In the order of the body.
        events: Vec<Event>,
        /// The items that are acknowledged and not acted on.
        ignored: Ignored,
    },
}

/// The reason for items about another number or account than the integration's. Nobody meant them
/// to come here, and nobody may be answering them.
pub const FOREIGN: &str = "foreign";

/// How many items of a webhook were acknowledged and not acted on, by reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ignored(BTreeMap<&'static str, u64>);

impl Ignored {
    pub(crate) fn add(&mut self, reason: &'static str) {
        *self.0.entry(reason).or_default() += 1;
    }

    /// The reasons, each with its count. A reason is a metric's name, not a sentence.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.0.iter().map(|(reason, count)| (*reason, *count))
    }

    /// Whether nothing was ignored.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Why a webhook is refused. Repeating the same bytes would not help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// The signature or token is missing or wrong.
    #[error("the webhook's signature or token does not verify")]
    Unverified,
    /// The webhook is verified, but does not follow the provider's contract. The text names the
    /// place and holds nothing of the content.
    #[error("{0}")]
    Malformed(String),
    /// The webhook is one message that is too long to be stored, from a sender that can shorten it.
    #[error("a message has at most {} bytes", conversation::MAX_MESSAGE_BYTES)]
    TooLarge,
    /// The channel has no use for this method.
    #[error("this webhook does not take that method")]
    Method,
}

impl WebhookError {
    /// The status of the response.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Unverified => StatusCode::UNAUTHORIZED,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
        }
    }
}

/// The most characters of a contact's own name that are kept.
const MAX_DISPLAY_NAME_CHARS: usize = 200;

/// A contact's own name, cut to its maximum; none if nothing is left of it.
pub(crate) fn display_name(text: &str) -> Option<String> {
    let name: String = text.trim().chars().take(MAX_DISPLAY_NAME_CHARS).collect();
    (!name.is_empty()).then_some(name)
}

/// The earliest time that is believed, before WhatsApp and Telegram existed: 2009-01-01.
const EARLIEST: Timestamp = Timestamp::from_millis(1_230_768_000_000);
/// How far in the future a time may be, for clocks that differ.
const TOLERANCE: Duration = Duration::from_secs(24 * 3600);

/// When a message was sent, from Unix seconds as a number or as text. An impossible time is taken
/// for now: a customer's message must not be lost, or left to people as too old, over it.
pub(crate) fn sent_at(seconds: Option<&Value>, now: Timestamp) -> Timestamp {
    let told = seconds.and_then(integer).map(from_seconds);
    believable(told, now).unwrap_or(now)
}

/// The first of these times at which a message can have been sent.
pub(crate) fn believable(
    told: impl IntoIterator<Item = Timestamp>,
    now: Timestamp,
) -> Option<Timestamp> {
    told.into_iter()
        .find(|at| (EARLIEST..=now.plus(TOLERANCE)).contains(at))
}

/// A time in Unix seconds.
pub(crate) const fn from_seconds(seconds: u64) -> Timestamp {
    Timestamp::from_millis(seconds.saturating_mul(1000))
}
