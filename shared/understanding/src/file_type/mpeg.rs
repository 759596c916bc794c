//! MP3 and AAC, which are frames without a header for the whole file, perhaps after tags. Sources:
//! ISO/IEC 11172-3, 2.4.2.3, and 13818-7, 6.2 (frames); <https://id3.org/id3v2.4.0-structure>
//! (tags).

use super::FileType;

pub(super) fn file_type(bytes: &[u8]) -> Option<FileType> {
    let is_tagged = bytes.starts_with(b"ID3");
    let frames = if is_tagged { after_tag(bytes)? } else { bytes };
    match *frames {
        // AAC in ADTS has twelve bits of sync, and a layer of zero.
        [0xff, second, ..] if second & 0xf6 == 0xf0 => Some(FileType::Aac),
        _ if frames.starts_with(b"fLaC") => Some(FileType::Flac),
        // What is tagged like this and has no other sign is MP3, with padding or rubbish before it.
        _ if is_tagged => Some(FileType::Mp3),
        [0xff, second, third, ..] if is_mp3_frame(second, third) => Some(FileType::Mp3),
        _ => None,
    }
}

/// Eleven bits of sync, any version except the reserved one, layer III, and a bit rate and a
/// sampling rate that exist.
const fn is_mp3_frame(second: u8, third: u8) -> bool {
    second & 0xe6 == 0xe2 && second & 0x18 != 0x08 && third & 0xf0 != 0xf0 && third & 0x0c != 0x0c
}

/// Of each byte of the tag's length, seven bits count.
fn after_tag(bytes: &[u8]) -> Option<&[u8]> {
    let length = bytes.get(6..10)?.iter();
    let length = length.fold(0, |length, byte| (length << 7) | usize::from(byte & 0x7f));
    Some(bytes.get(10 + length..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_tell_the_codec_also_after_a_tag() {
        let tagged = |frames: &[u8]| [b"ID3\x04\0\0\0\0\x01\x02", &[7; 130][..], frames].concat();
        for (frames, alone, after_tag) in [
            (&b"\xff\xfb\x90\x64"[..], Some(FileType::Mp3), FileType::Mp3),
            (b"\xff\xf3\x50\0", Some(FileType::Mp3), FileType::Mp3),
            (b"\xff\xf1\x50\x80", Some(FileType::Aac), FileType::Aac),
            (b"fLaC", Some(FileType::Flac), FileType::Flac),
            // A reserved version, and a bit rate and a sampling rate that do not exist.
            (b"\xff\xeb\x90\x64", None, FileType::Mp3),
            (b"\xff\xfb\xf0\x64", None, FileType::Mp3),
            (b"\xff\xfb\x9c\x64", None, FileType::Mp3),
            // A text in UTF-16.
            (b"\xff\xfeo\0", None, FileType::Mp3),
            (b"", None, FileType::Mp3),
        ] {
            assert_eq!(file_type(frames), alone, "{frames:?}");
            assert_eq!(file_type(&tagged(frames)), Some(after_tag), "{frames:?}");
        }
    }
}
