//! Verifying requests that are signed after Standard Webhooks.

use std::time::Duration;

use conversation::Timestamp;
use http::HeaderMap;
use signing::Key;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
use subtle::ConstantTimeEq;

use crate::WebhookError;
use crate::receive::header;

/// The most by which a webhook's time and ours may differ, either way.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// Verifies a request, and gives the delivery's id. The library makes the signature but does not compare
/// it: its own `verify` takes the time from the machine's clock, and ours is passed in.
pub(super) fn verify<'h>(
    key: &Key,
    headers: &'h HeaderMap,
    now: Timestamp,
    body: &[u8],
) -> Result<&'h str, WebhookError> {
    let header = |name| header(headers, name);
    let verified = || {
        let id = header(HEADER_WEBHOOK_ID)?;
        let seconds: u64 = header(HEADER_WEBHOOK_TIMESTAMP)?.parse().ok()?;
        let signatures = header(HEADER_WEBHOOK_SIGNATURE)?;

        let sent_at = Timestamp::from_millis(seconds.checked_mul(1000)?);
        let apart = now.since(sent_at).max(sent_at.since(now));
        let expected = key.sign(id, sent_at, body).ok()?;
        let right = signatures
            .split_ascii_whitespace()
            .any(|signature| signature.as_bytes().ct_eq(expected.as_bytes()).into());
        (right && apart.as_secs() <= TOLERANCE.as_secs()).then_some(id)
    };
    verified().ok_or(WebhookError::Unverified)
}
