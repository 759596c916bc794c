//! Answers in a voice: text made for the ear, and ElevenLabs, which speaks it.
//!
//! [`for_the_ear`] and [`parts`] are pure; [`Speech`] is the client.

mod copy;
mod ear;
mod elevenlabs;
mod emoji;
mod parts;
mod plain;

pub use ear::{ForTheEar, for_the_ear};
pub use elevenlabs::{
    AudioFormat, DEFAULT_BASE_URL, Model, Problem, Request, Speech, SpeechError, Spoken, Voice,
    VoiceSettings,
};
pub use parts::{VOICE_NOTE_BYTES, parts};
