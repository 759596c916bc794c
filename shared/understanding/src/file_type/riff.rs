//! WAV and WebP, which are chunks of RIFF: an id, a length, and the content, padded to an even
//! length. Sources: Microsoft's "Multimedia Programming Interface and Data Specifications 1.0"
//! (1991), and <https://developers.google.com/speech/webp/docs/riff_container>.

use std::time::Duration;

use super::FileType;
use crate::numbers::{array, size_le, u32_le};

/// Where the first chunk is, after `RIFF`, a length and the form.
const FIRST_CHUNK: usize = 12;

pub(super) fn file_type(bytes: &[u8]) -> Option<FileType> {
    let riff = bytes.starts_with(b"RIFF").then_some(bytes)?;
    match &array(riff, 8)? {
        b"WAVE" => Some(FileType::Wav),
        b"WEBP" => Some(FileType::Webp {
            animated: is_animated(riff),
        }),
        _ => None,
    }
}

/// Whether the flag of an animation is set in the first chunk of an extended file.
fn is_animated(webp: &[u8]) -> bool {
    let extended = chunks(webp).next().filter(|(id, _)| id == b"VP8X");
    let flags = extended.and_then(|(_, content)| content.first());
    flags.is_some_and(|flags| flags & 0b10 != 0)
}

/// The samples' bytes, by the bytes that a second has. A length that was not known when the header
/// was written does not count.
pub(crate) fn length(wav: &[u8]) -> Option<Duration> {
    let chunk = |wanted: &[u8; 4]| chunks(wav).find(|(id, _)| id == wanted);
    let per_second = u64::from(u32_le(chunk(b"fmt ")?.1, 8)?);
    let samples = u64::try_from(chunk(b"data")?.1.len()).ok()?;
    let millis = samples.checked_mul(1000)?.checked_div(per_second)?;
    (millis > 0).then(|| Duration::from_millis(millis))
}

/// Each chunk's id and content, of which the last may be cut short.
fn chunks(riff: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = riff.get(FIRST_CHUNK..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (id, length) = (array(rest, 0)?, size_le(rest, 4)?);
        let content = rest.get(8..)?;
        let end = length.min(content.len());
        rest = content.get(end.next_multiple_of(2)..).unwrap_or_default();
        Some((id, content.get(..end)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(data: &[u8], claimed: u32) -> Vec<u8> {
        let format = b"\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0";
        let mut wav = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
        wav.extend(format);
        wav.extend(b"LIST\x03\0\0\0abc\0data");
        wav.extend(claimed.to_le_bytes());
        wav.extend(data);
        wav
    }

    #[test]
    fn a_wav_is_as_long_as_its_samples() {
        let second = [128; 8000];
        for (claimed, millis) in [
            (8000, Some(1000)),
            (4000, Some(500)),
            (u32::MAX, Some(1000)),
        ] {
            let length = length(&wav(&second, claimed));
            assert_eq!(length, millis.map(Duration::from_millis), "{claimed}");
        }
        assert_eq!(length(&wav(&second, 0)), None);
    }

    #[test]
    fn a_wav_without_a_rate_has_no_length() {
        let mut wav = wav(&[128; 8000], 8000);
        wav.get_mut(28..32).unwrap().fill(0);
        assert_eq!(length(&wav), None);
    }

    #[test]
    fn a_webp_moves_if_its_flag_says_so() {
        let webp = |chunk: &[u8]| [b"RIFF\0\0\0\0WEBP", chunk].concat();
        for (chunk, animated) in [
            (&b"VP8X\x0a\0\0\0\x02\0\0\0\0\0\0\0\0\0"[..], true),
            (b"VP8X\x0a\0\0\0\x10\0\0\0\0\0\0\0\0\0", false),
            (b"VP8 \x0a\0\0\0\x02\0\0\0\0\0\0\0\0\0", false),
            (b"VP8L", false),
        ] {
            let expected = Some(FileType::Webp { animated });
            assert_eq!(file_type(&webp(chunk)), expected);
        }
    }
}
