//! MPEG-4, QuickTime, 3GP and HEIC, which are boxes within boxes: a length, a type and the content.
//! Sources: ISO/IEC 14496-12, and <https://mp4ra.org/registered-types/brands> for the brands.

use std::time::Duration;

use super::FileType;
use crate::numbers::{array, u32_be, u64_be};

/// The brands of HEIC, and of the images and sequences that are its relatives.
const HEIC: [&[u8; 4]; 8] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
];
/// The brands of AVIF, a relative with another codec.
const AVIF: [&[u8; 4]; 2] = [b"avif", b"avis"];

pub(super) fn file_type(bytes: &[u8]) -> Option<FileType> {
    let brand = bytes.get(4..)?.strip_prefix(b"ftyp")?.first_chunk()?;
    if HEIC.contains(&brand) {
        return Some(FileType::Heic);
    }
    if AVIF.contains(&brand) {
        return None;
    }
    let has = |handler: &[u8; 4]| handlers(bytes).any(|found| found == *handler);
    let sound = has(b"soun");
    Some(match sound && !has(b"vide") {
        true => FileType::M4a,
        false => FileType::Mp4 { sound },
    })
}

/// How long the whole movie plays, in units of its own time scale. A file in fragments claims
/// nothing.
pub(crate) fn length(bytes: &[u8]) -> Option<Duration> {
    let header = inner(inner(bytes, b"moov")?, b"mvhd")?;
    let (scale, units) = match header.first()? {
        0 => {
            let units = u32_be(header, 16).filter(|units| *units != u32::MAX);
            (u32_be(header, 12)?, u64::from(units?))
        }
        _ => {
            let units = u64_be(header, 24).filter(|units| *units != u64::MAX);
            (u32_be(header, 20)?, units?)
        }
    };
    let millis = u128::from(units) * 1000;
    let millis = u64::try_from(millis.checked_div(u128::from(scale))?).ok()?;
    (millis > 0).then(|| Duration::from_millis(millis))
}

/// What each track is for: `soun` and `vide` are sound and pictures.
fn handlers(bytes: &[u8]) -> impl Iterator<Item = [u8; 4]> {
    let tracks = boxes(inner(bytes, b"moov").unwrap_or_default());
    let tracks = tracks.filter(|(kind, _)| kind == b"trak");
    tracks.filter_map(|(_, track)| array(inner(inner(track, b"mdia")?, b"hdlr")?, 8))
}

/// The content of the first box of that type.
fn inner<'a>(bytes: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    let found = boxes(bytes).find(|(kind, _)| kind == wanted);
    found.map(|(_, content)| content)
}

/// Each box's type and content, of which the last may be cut short. A length of 1 is followed by
/// one of 64 bits; one of 0 means the rest.
fn boxes(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (length, kind) = (u32_be(rest, 0)?, array(rest, 4)?);
        let (head, length) = match length {
            0 => (8, rest.len()),
            1 => (16, usize::try_from(u64_be(rest, 8)?).ok()?),
            length => (8, usize::try_from(length).ok()?),
        };
        let (whole, after) = rest.split_at_checked(length.min(rest.len()))?;
        let content = whole.get(head..)?;
        rest = after;
        Some((kind, content))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 8).unwrap();
        [&length.to_be_bytes()[..], kind, content].concat()
    }

    fn track(handler: &[u8; 4]) -> Vec<u8> {
        let handler = boxed(b"hdlr", &[&[0; 8][..], handler, &[0; 12]].concat());
        boxed(b"trak", &boxed(b"mdia", &handler))
    }

    /// A movie of 2.5 s.
    fn movie(brand: &[u8; 4], tracks: &[&[u8; 4]]) -> Vec<u8> {
        let times = [
            [0; 4],
            [0; 4],
            [0; 4],
            600_u32.to_be_bytes(),
            1500_u32.to_be_bytes(),
        ];
        let mut content = boxed(b"mvhd", &times.concat());
        content.extend(tracks.iter().flat_map(|handler| track(handler)));
        let file_type = boxed(b"ftyp", &[&brand[..], &[0; 4]].concat());
        // Its content comes first, and its length in 64 bits.
        let data = [&b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x14"[..], &[7; 4]].concat();
        [file_type, data, boxed(b"moov", &content)].concat()
    }

    #[test]
    fn a_track_of_sound_makes_an_audio_file_and_one_of_pictures_a_video() {
        for (tracks, expected) in [
            (&[b"soun"][..], FileType::M4a),
            (&[b"vide", b"soun"], FileType::Mp4 { sound: true }),
            (&[b"vide"], FileType::Mp4 { sound: false }),
            (&[], FileType::Mp4 { sound: false }),
        ] {
            for brand in [b"isom", b"M4A ", b"qt  ", b"3gp4"] {
                assert_eq!(file_type(&movie(brand, tracks)), Some(expected));
            }
        }
    }

    #[test]
    fn an_image_is_none_of_them() {
        assert_eq!(file_type(&movie(b"heic", &[])), Some(FileType::Heic));
        assert_eq!(file_type(&movie(b"avif", &[])), None);
    }

    #[test]
    fn a_movie_says_how_long_it_plays() {
        let millis = |bytes: &[u8]| length(bytes).map(|length| length.as_millis());
        assert_eq!(millis(&movie(b"isom", &[b"soun"])), Some(2500));
        let of_header = |header: &[u8]| millis(&boxed(b"moov", &boxed(b"mvhd", header)));
        let long = [
            &[1, 0, 0, 0][..],
            &[0; 16],
            b"\0\0\0\x0a",
            b"\0\0\0\0\0\0\0\x19",
        ]
        .concat();
        assert_eq!(of_header(&long), Some(2500));
        let unknown = [&[0; 12][..], b"\0\0\0\x0a", &[0xff; 4]].concat();
        assert_eq!(of_header(&unknown), None);
        let fragments = [&[0; 12][..], b"\0\0\0\x0a", &[0; 4]].concat();
        assert_eq!(of_header(&fragments), None);
        let no_scale = [&[0; 12][..], &[0; 4], b"\0\0\0\x19"].concat();
        assert_eq!(of_header(&no_scale), None);
    }
}
