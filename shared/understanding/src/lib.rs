//! What is in the files that customers send: [`FileType`] tells what a file is, [`length`] how long
//! a recording is, and [`Transcriber`] writes down what is said in it.

mod file_type;
mod length;
mod listener;
mod numbers;

pub use file_type::FileType;
pub use length::length;
pub use listener::{SpeechToText, Transcriber};
