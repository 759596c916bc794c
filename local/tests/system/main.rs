//! The surroundings of the functions, against a real `lambda_runtime` binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of tests"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "a test's client may go to loopback"
)]

// Elsewhere loopback has no address but 127.0.0.1, unless somebody adds one.
#[cfg(target_os = "linux")]
mod containers;
mod event_source;
mod gateway;
mod loops;
mod process;
mod roles;
mod runtime;
mod support;
mod whole;
