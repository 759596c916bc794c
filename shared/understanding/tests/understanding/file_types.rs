//! Files as they are made by others.

use conversation::{FileKind, ports::FileTypes};
use testkit::elevenlabs::{MP3, OGG};
use testkit::files::{INVOICE, RECEIPT, VOICE_MESSAGE};
use understanding::{ByBytes, FileType};

#[test]
fn real_files_are_recognised() {
    for (file, expected) in [
        (VOICE_MESSAGE, FileType::Ogg),
        (OGG, FileType::Ogg),
        (MP3, FileType::Mp3),
        (RECEIPT, FileType::Png),
        (INVOICE, FileType::Pdf),
    ] {
        assert_eq!(FileType::of(file), expected);
    }
}

#[test]
fn the_first_bytes_tell_the_rest() {
    for (beginning, expected) in [
        (&b"fLaC\0\0\0\x22"[..], FileType::Flac),
        (b"#!AMR-WB\n", FileType::Amr),
        (b"\xff\xd8\xff\xe0", FileType::Jpeg),
        (b"\x1f\x8b\x08\0", FileType::Gzip),
        (b"PK\x03\x04\x14\0", FileType::Zip),
        (
            b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm",
            FileType::Webm,
        ),
        (
            b"\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska",
            FileType::Unknown,
        ),
        ("Olá!".as_bytes(), FileType::Text),
        (b"RIFF\0\0\0\0AVI ", FileType::Unknown),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileType::Unknown),
        (b"", FileType::Unknown),
    ] {
        assert_eq!(FileType::of(beginning), expected, "{beginning:?}");
    }
}

#[test]
fn a_file_is_sent_under_the_name_of_its_type() {
    for (file_type, mime_type, extension) in [
        (FileType::Ogg, "audio/ogg", "ogg"),
        (FileType::Mp4 { sound: true }, "video/mp4", "mp4"),
        (FileType::M4a, "audio/mp4", "m4a"),
        (FileType::Jpeg, "image/jpeg", "jpg"),
    ] {
        let names = (file_type.mime_type(), file_type.extension());
        assert_eq!(names, (mime_type, extension));
    }
}

#[test]
fn only_files_with_sound_are_heard() {
    let unheard = [
        FileType::Mp4 { sound: false },
        FileType::Aac,
        FileType::Amr,
        FileType::Png,
        FileType::Unknown,
    ];
    assert!(unheard.iter().all(|file_type| !file_type.is_heard()));
    assert!(FileType::Mp4 { sound: true }.is_heard() && FileType::Ogg.is_heard());
}

#[test]
fn what_can_be_shown_is_told_by_the_bytes() {
    let of = |bytes: &[u8]| ByBytes.of(bytes).map(|it| (it.kind, it.extension));
    assert_eq!(of(RECEIPT), Some((FileKind::Picture, "png")));
    assert_eq!(of(INVOICE), Some((FileKind::Document, "pdf")));
    assert_eq!(of("Olá!".as_bytes()), Some((FileKind::Text, "txt")));
    let moving = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\0\0\0\0\0\0";
    for nothing in [VOICE_MESSAGE, &moving[..], b"PK\x03\x04", b""] {
        assert_eq!(of(nothing), None);
    }
}
