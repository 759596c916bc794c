//! Fetching what attachments hold.

mod links;
mod telegram;
mod whatsapp;

use std::time::Duration;

use bytes::Bytes;
use channels::AnyChannel;
use conversation::AttachmentSource;
use conversation::ports::{Channel, FetchError};
use serde_json::json;

use crate::sending::{LIMIT, Meaning, meaning};

/// The most bytes that are fetched here.
const MOST: u64 = 1024;
/// Shorter than any pause, so that nothing is tried again.
const NO_PAUSE: Duration = Duration::from_millis(200);

const FILE: &[u8] = b"%PDF-1.7 um contrato";
const PDF: &str = "application/pdf";

/// A file that is too large by a byte.
fn too_large() -> Vec<u8> {
    vec![b'a'; 1025]
}

async fn fetch_within(
    channel: &AnyChannel,
    (field, value): (&str, &str),
    limit: Duration,
) -> Result<Bytes, FetchError> {
    let source = AttachmentSource(json!({field: value}));
    channel.fetch(&source, MOST, limit).await
}

async fn fetch(channel: &AnyChannel, told: (&str, &str)) -> Result<Bytes, FetchError> {
    fetch_within(channel, told, LIMIT).await
}

/// What a failure of another kind than `Gone` and `TooLarge` means.
fn means(fetched: Result<Bytes, FetchError>) -> Meaning {
    let failure = match fetched.unwrap_err() {
        FetchError::Failed(failure) => Some(failure),
        FetchError::Gone | FetchError::TooLarge => None,
    };
    meaning(&failure.unwrap())
}
