//! Answers in a voice: text made for the ear, the ElevenLabs client, and the bucket in which the
//! audio is kept.
//!
//! [`spoken_text`] and [`parts`] are pure; [`Speech`] and [`AudioStore`] are the clients.

mod audio;
mod copyable;
mod directions;
mod elevenlabs;
mod emoji;
mod parts;
mod plain_text;
mod speaker;
mod spoken;

pub use audio::{AudioError, AudioStore};
pub use elevenlabs::{
    AudioFormat, Model, Problem, Request, Speech, SpeechError, SpokenAudio, Voice,
};
pub use parts::{VOICE_NOTE_BYTES, parts};
pub use speaker::{Speaker, script};
pub use spoken::{SpokenText, spoken_text};
