//! The runtimes, over their real HTTP client, against the fake OpenAI: what holds for each of them
//! (`contract`), and what is particular to one.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper that fails must fail its test"
)]

mod chat_completions;
mod common;
mod contract;
mod responses;
