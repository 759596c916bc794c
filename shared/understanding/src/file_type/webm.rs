//! WebM. Source: <https://www.webmproject.org/docs/container/>.

use super::FileType;

/// The header names the type of the document among a few numbers.
const HEADER_BYTES: usize = 64;

pub(super) fn file_type(bytes: &[u8]) -> Option<FileType> {
    let header = bytes.get(..HEADER_BYTES).unwrap_or(bytes);
    let header = header.strip_prefix(b"\x1a\x45\xdf\xa3")?;
    let is_webm = header.windows(4).any(|name| name == b"webm");
    is_webm.then_some(FileType::Webm)
}
