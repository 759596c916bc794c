//! The codes of errors.

/// Whether the code of an error is fit for logs. A third party's server may write anything in a
/// code; only what looks like one is logged.
pub fn is_code(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    (1..=48).contains(&text.len()) && text.bytes().all(allowed)
}
