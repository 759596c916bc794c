//! ElevenLabs' client, over its real HTTP client, against the stand-in; and the storage of audio,
//! through the real SDK.
//!
//! S3 is the local emulator, or with `RECADO_TEST_AWS=1` the service that the environment names:
//! `AWS_REGION`, the credentials, and `AWS_ENDPOINT_URL_S3` for another emulator. Tests make
//! buckets named `recado-test-…` and delete them unless they fail.
#![expect(clippy::unwrap_used, reason = "a helper that fails must fail its test")]

mod audio;
mod bucket;
mod common;
mod errors;
mod lists;
mod speaking;
mod speaking_once;
