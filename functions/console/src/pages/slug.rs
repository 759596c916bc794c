//! An id, made of a name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most characters of an id.
const MOST: usize = 64;

/// `Padaria São João` becomes `padaria-sao-joao`. Empty if nothing of the name can stand in an id.
pub(super) fn slug(name: &str) -> String {
    let letters = name.nfkd().filter(|c| !is_combining_mark(*c));
    let lower: String = letters.flat_map(char::to_lowercase).collect();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let mut slug = words.join("-");
    slug.truncate(MOST);
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_an_id() {
        for (name, expected) in [
            ("Padaria São João", "padaria-sao-joao"),
            ("  Loja 1 / Centro!", "loja-1-centro"),
            ("É", "e"),
            ("日本", ""),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
        let long = slug(&"ação ".repeat(40));
        assert!(long.len() <= MOST && !long.ends_with('-'), "{long}");
    }
}
