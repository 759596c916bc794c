//! Answers in a voice: text made for the ear, the ElevenLabs client, and the bucket in which the
//! audio is kept.
//!
//! [`for_the_ear`] and [`parts`] are pure; [`Speech`] and [`AudioStore`] are the clients.

mod audio;
mod copy;
mod directions;
mod ear;
mod elevenlabs;
mod emoji;
mod parts;
mod plain;
mod speaker;

pub use audio::{AudioError, AudioStore};
pub use ear::{ForTheEar, for_the_ear};
pub use elevenlabs::{
    AudioFormat, Model, Problem, Request, Speech, SpeechError, SpokenAudio, Voice,
};
pub use parts::{VOICE_NOTE_BYTES, parts};
pub use speaker::{Speaker, script};
