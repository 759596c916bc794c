//! Ogg: pages of one or more streams. Sources: RFC 3533, section 6 (a page), and RFC 7845, sections
//! 4 (its position) and 5.1 (the header).

use std::time::Duration;

use crate::numbers::{array, u16_le};

/// The longest page, with all of its 255 segments full.
const MAX_PAGE_BYTES: usize = 27 + 255 + 255 * 255;
/// As much of a page's header as is read: magic, version, flags, position and stream.
const PAGE_HEADER_BYTES: usize = 18;
/// Opus counts samples of 48 kHz, whatever was recorded.
const SAMPLES_PER_MILLI: u64 = 48;

/// Where the last page of an Opus stream ends. Other codecs count otherwise.
pub(crate) fn length(bytes: &[u8]) -> Option<Duration> {
    let header = bytes.get(28..)?.strip_prefix(b"OpusHead")?;
    let skipped_at_the_start = u64::from(u16_le(header, 2)?);
    let stream: [u8; 4] = array(bytes, 14)?;
    let last_page = bytes.len().saturating_sub(MAX_PAGE_BYTES);
    let mut headers = bytes.get(last_page..)?.windows(PAGE_HEADER_BYTES).rev();
    let position = headers.find_map(|header| {
        let is_page = header.starts_with(b"OggS\0") && header.ends_with(&stream);
        let position = array(header, 6).filter(|_| is_page)?;
        // -1 on a page on which no packet ends.
        u64::try_from(i64::from_le_bytes(position)).ok()
    });
    let samples = position?.checked_sub(skipped_at_the_start)?;
    (samples > 0).then(|| Duration::from_millis(samples / SAMPLES_PER_MILLI))
}

#[cfg(test)]
mod tests {
    use testkit::files::VOICE_MESSAGE;

    use super::*;

    fn page(stream: u8, position: i64, content: &[u8]) -> Vec<u8> {
        let mut page = b"OggS\0\0".to_vec();
        page.extend(position.to_le_bytes());
        page.extend([stream, 0, 0, 0]);
        page.extend([0; 9]);
        page.push(u8::try_from(content.len()).unwrap());
        page.extend(content);
        page
    }

    fn opus(pages: &[Vec<u8>]) -> Vec<u8> {
        // 480 samples are skipped.
        let header = page(1, 0, b"OpusHead\x01\x01\xe0\x01\x80\xbb\0\0\0\0\0");
        [header, pages.concat()].concat()
    }

    #[test]
    fn the_last_page_of_the_stream_says_how_long_it_is() {
        let length = |pages: &[Vec<u8>]| length(&opus(pages)).map(|length| length.as_millis());
        let audio = |position| page(1, position, &[7; 100]);
        assert_eq!(length(&[audio(48_000), audio(96_480)]), Some(2000));
        assert_eq!(length(&[audio(96_480), audio(-1)]), Some(2000));
        assert_eq!(
            length(&[audio(96_480), page(2, 480_000, &[7; 100])]),
            Some(2000)
        );
        assert_eq!(length(&[audio(479)]), None);
        assert_eq!(length(&[]), None);
    }

    #[test]
    fn a_voice_message_is_as_long_as_it_plays() {
        assert_eq!(length(VOICE_MESSAGE), Some(Duration::from_millis(2735)));
        let (first_half, _) = VOICE_MESSAGE.split_at(VOICE_MESSAGE.len() / 2);
        assert!(length(first_half) < length(VOICE_MESSAGE));
    }

    #[test]
    fn another_codec_says_nothing() {
        let vorbis = [page(1, 0, b"\x01vorbis"), page(1, 48_000, &[7; 100])].concat();
        assert_eq!(length(&vorbis), None);
    }
}
