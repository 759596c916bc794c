//! ElevenLabs' client, over its real HTTP client, against the fake.
#![expect(clippy::unwrap_used, reason = "a helper that fails must fail its test")]

mod common;
mod errors;
mod lists;
mod speaking;
