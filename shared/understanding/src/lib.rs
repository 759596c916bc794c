//! What is in the files that customers send: [`FileType`] tells what a file is, [`ByBytes`] what of
//! that an assistant can be shown, [`length`] how long a recording is, and [`Transcriber`] writes down
//! what is said in it.

mod file_type;
mod length;
mod listener;
mod numbers;
mod shown;

pub use file_type::FileType;
pub use length::length;
pub use listener::{SpeechToText, Transcriber};
pub use shown::ByBytes;
