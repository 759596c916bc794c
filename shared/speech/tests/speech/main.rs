//! ElevenLabs' client, over its real HTTP client, against the fake; and the audio's place, through
//! the real SDK.
//!
//! S3 is the local emulator, or with `RECADO_TEST_AWS=1` whatever the environment leads to:
//! `AWS_REGION`, the credentials, and `AWS_ENDPOINT_URL_S3` for another emulator. Tests make buckets
//! named `recado-test-…` and delete them unless they fail.
#![expect(clippy::unwrap_used, reason = "a helper that fails must fail its test")]

mod audio;
mod bucket;
mod common;
mod errors;
mod lists;
mod speaking;
