//! The emulated services' own time.

use std::time::{SystemTime, UNIX_EPOCH};

/// Microseconds since the Unix epoch: finer than the milliseconds that SQS shows, so that rounding
/// never ends a delay early.
pub(super) type Micros = u64;

/// One second.
pub(super) const SECOND: Micros = 1_000_000;

/// The time now.
#[expect(
    clippy::disallowed_methods,
    reason = "the services keep their own time, as AWS does; nobody passes it in"
)]
pub(super) fn now() -> Micros {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| {
            u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX)
        })
}
