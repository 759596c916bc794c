//! Words, whatever their case and accents.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The words of a text, folded, each with the offset of the byte behind it.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (String, usize)> + '_ {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while rest.next_if(|(_, c)| !c.is_alphanumeric()).is_some() {}
        let mut word = String::new();
        let mut end = 0;
        while let Some((at, c)) = rest.next_if(|(_, c)| is_word_char(*c)) {
            word.extend(fold(c));
            end = at + c.len_utf8();
        }
        (!word.is_empty()).then_some((word, end))
    })
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// A character without its accents and case.
pub(crate) fn fold(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
}
