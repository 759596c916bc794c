//! Words without their case and accents.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The words of a text, without case and accents, each with its bytes in the text.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (String, Range<usize>)> + '_ {
    let mut rest = text.char_indices().peekable();
    let words = std::iter::from_fn(move || {
        while rest.next_if(|(_, c)| !c.is_alphanumeric()).is_some() {}
        let mut word = String::new();
        let start = rest.peek()?.0;
        let mut end = start;
        while let Some((at, c)) = rest.next_if(|(_, c)| is_word_char(*c)) {
            word.extend(fold(c));
            end = at + c.len_utf8();
        }
        Some((word, start..end))
    });
    // One of marks alone is none.
    words.filter(|(word, _)| !word.is_empty())
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// The character without its accents and case.
pub(crate) fn fold(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
}

#[test]
fn a_mark_without_a_letter_ends_no_text() {
    let found: Vec<_> = words("\u{1171d} Olá, mundo")
        .map(|(word, _)| word)
        .collect();
    assert_eq!(found, ["ola", "mundo"]);
}
