//! The formats of audio that we ask for, and how we recognise them.

/// A format of audio that we ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AudioFormat {
    /// Opus in Ogg at 32 kbit/s, which messengers show as a voice note.
    ///
    /// That `opus_48000_32` is in Ogg is not documented. Several projects that send it on unchanged
    /// have seen it, so its first bytes are checked.
    OggOpus,
    /// MP3 at 64 kbit/s: plain audio, if there are no voice notes.
    Mp3,
}

impl AudioFormat {
    /// The type that the channel is told. The server's own `Content-Type` is not believed, because
    /// it is documented as `audio/mpeg` for every format.
    pub const fn mime_type(self) -> &'static str {
        match self {
            Self::OggOpus => "audio/ogg; codecs=opus",
            Self::Mp3 => "audio/mpeg",
        }
    }

    /// The ending of its files' names, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::OggOpus => "ogg",
            Self::Mp3 => "mp3",
        }
    }

    /// The value of `output_format`.
    pub(super) const fn output_format(self) -> &'static str {
        match self {
            Self::OggOpus => "opus_48000_32",
            Self::Mp3 => "mp3_44100_64",
        }
    }

    /// Whether audio begins like this format.
    pub(super) fn is_in(self, audio: &[u8]) -> bool {
        match self {
            Self::OggOpus => begins_as_ogg_opus(audio),
            Self::Mp3 => audio.starts_with(b"ID3") || begins_with_mp3_frame(audio),
        }
    }
}

/// The first page holds only the header packet, in one segment (RFC 7845, 3): 27 bytes of Ogg, one
/// byte for the segment's length, and Opus's own magic.
fn begins_as_ogg_opus(audio: &[u8]) -> bool {
    audio.starts_with(b"OggS")
        && audio
            .get(28..)
            .is_some_and(|packet| packet.starts_with(b"OpusHead"))
}

/// Eleven bits of sync, any version except the reserved one, layer III (ISO 11172-3, 2.4.2.3).
fn begins_with_mp3_frame(audio: &[u8]) -> bool {
    matches!(audio, [0xff, second, ..]
        if second & 0xe0 == 0xe0 && second & 0x18 != 0x08 && second & 0x06 == 0x02)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_is_told_by_its_first_bytes() {
        let ogg = |codec: &[u8]| [b"OggS", &[0; 24][..], codec].concat();
        for (audio, ogg_opus, mp3) in [
            (ogg(b"OpusHead"), true, false),
            (ogg(b"\x01vorbis"), false, false),
            (b"OggS".to_vec(), false, false),
            (b"ID3\x04".to_vec(), false, true),
            (vec![0xff, 0xfb, 0x50], false, true),
            (vec![0xff, 0xf3, 0x50], false, true),
            // AAC has no layer; and there is no version 1.
            (vec![0xff, 0xf1, 0x50], false, false),
            (vec![0xff, 0xeb, 0x50], false, false),
            (b"RIFF".to_vec(), false, false),
            (b"\xff".to_vec(), false, false),
            (Vec::new(), false, false),
        ] {
            assert_eq!(AudioFormat::OggOpus.is_in(&audio), ogg_opus, "{audio:?}");
            assert_eq!(AudioFormat::Mp3.is_in(&audio), mp3, "{audio:?}");
        }
    }
}
