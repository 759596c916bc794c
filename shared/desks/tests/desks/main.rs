//! The desks against servers that stand in for them.
#![expect(clippy::unwrap_used, reason = "the helpers of these tests")]

mod webhook;
mod whazing;
