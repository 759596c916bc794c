//! No file makes the recognition panic or run on.

use proptest::{collection::vec, prelude::*, sample::select};
use testkit::files::VOICE_MESSAGE;
use understanding::{FileType, length};

/// The beginnings of files with an inside that is read.
const BEGINNINGS: [&[u8]; 11] = [
    b"",
    b"OggS\0\x02\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01\x38\x01",
    b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data",
    b"RIFF\0\0\0\0WEBPVP8X",
    b"\0\0\0\x08ftypisom\0\0\0\0\0\0\0\x00moov\0\0\0\x30mvhd",
    b"\0\0\0\x0cftypisom\0\0\0\0moov\0\0\0\0trak\0\0\0\0mdia\0\0\0\0hdlr",
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\0\0\0\x2c",
    b"PK\x03\x04PK\x01\x02",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x09\0",
    b"ID3\x04\0\0\x7f\x7f\x7f\x7f",
    b"\x1a\x45\xdf\xa3",
];

/// No end, or one that says where a ZIP file has its directory.
const ENDS: [&[u8]; 2] = [b"", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\0\0"];

fn claims_a_length(file_type: FileType) -> bool {
    use FileType::{M4a, Mp4, Ogg, Wav};
    matches!(file_type, M4a | Mp4 { .. } | Ogg | Wav)
}

proptest! {
    #[test]
    fn any_inside_is_read_to_its_end(
        beginning in select(&BEGINNINGS[..]),
        // Numbers that are small, large or none meet offsets and lengths more often than any bytes
        // do.
        inside in vec(prop_oneof![any::<u8>(), Just(0), Just(1), Just(0xff)], 0..400),
        end in select(&ENDS[..]),
    ) {
        let file = [beginning, &inside, end].concat();
        let file_type = FileType::of(&file);
        prop_assert!(length(&file).is_none() || claims_a_length(file_type));
    }

    #[test]
    fn a_broken_voice_message_is_read_to_its_end(
        at in 0..VOICE_MESSAGE.len(), to in any::<u8>(), kept in 0..VOICE_MESSAGE.len(),
    ) {
        let mut file = VOICE_MESSAGE.to_vec();
        file[at] = to;
        file.truncate(kept);
        let is_ogg = at >= 4 && kept >= 4;
        prop_assert!(!is_ogg || FileType::of(&file) == FileType::Ogg);
        length(&file);
    }
}
