//! How long a recording is.

use std::time::Duration;

use crate::FileType;
use crate::file_type::{iso_media, ogg, riff};

/// How long a recording is, as its header or its last page claims: Opus in Ogg, WAV, MPEG-4. None
/// for other files, and where nothing is claimed. A file can lie, so this saves cost and protects
/// nothing.
pub fn length(bytes: &[u8]) -> Option<Duration> {
    match FileType::of(bytes) {
        FileType::Ogg => ogg::length(bytes),
        FileType::Wav => riff::length(bytes),
        FileType::M4a | FileType::Mp4 { .. } => iso_media::length(bytes),
        _ => None,
    }
}
