//! Files and recordings: their types by real files and by any bytes, and transcription over the
//! real HTTP client against the stand-ins.
#![expect(clippy::unwrap_used, reason = "a helper that fails must fail its test")]

mod any_bytes;
mod attempts;
mod checks;
mod common;
mod elevenlabs;
mod errors;
mod file_types;
mod openai;
