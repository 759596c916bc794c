//! Control characters, which no channel shows and at which some servers fail.

use std::borrow::Cow;

/// Removes all control characters but tabs and line breaks; every line break becomes `
/// `.
///
/// Their effect on a server is not known beforehand. PostgreSQL, for one, stores no NUL in a text
/// (<https://www.postgresql.org/docs/current/datatype-character.html>), and a server that keeps its
/// messages there, as Chatwoot does, answers with a 500.
pub fn without_controls(text: &str) -> Cow<'_, str> {
    let is_stray = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if !text.contains(is_stray) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(text.replace(is_stray, ""))
}
