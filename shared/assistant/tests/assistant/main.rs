//! The Responses runtime, over its real HTTP client, against the fake OpenAI.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper that fails must fail its test"
)]

mod answers;
mod checks;
mod common;
mod errors;
mod files;
mod injection;
mod leftovers;
mod refused;
mod requests;
mod too_long;
