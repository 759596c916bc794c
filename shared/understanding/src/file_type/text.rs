//! Plain text.

use super::FileType;

pub(super) fn file_type(bytes: &[u8]) -> Option<FileType> {
    let text = std::str::from_utf8(bytes).ok()?;
    let is_binary = |c: char| c.is_control() && !c.is_whitespace();
    (!text.is_empty() && !text.contains(is_binary)).then_some(FileType::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_utf_8_without_control_characters() {
        for text in ["oi", "\u{feff}nome;valor\r\nJoão;1,50\r\n\t\u{c}", "<html>"] {
            assert_eq!(file_type(text.as_bytes()), Some(FileType::Text), "{text:?}");
        }
        for bytes in [&b""[..], b"Jo\xe3o", b"oi\0", b"\x1b[1m", b"o\0i\0"] {
            assert_eq!(file_type(bytes), None, "{bytes:?}");
        }
    }
}
