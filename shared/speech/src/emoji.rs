//! Emoji, which voices read as the strangest words.

use unicode_segmentation::UnicodeSegmentation;

/// The text with a space in place of each emoji. A keycap leaves its digit. An arrow leaves a bar,
/// because what follows it comes after a pause.
pub(crate) fn remove(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        if grapheme.contains(KEYCAP) {
            kept.extend(grapheme.chars().filter(char::is_ascii));
            kept.push(' ');
        } else if grapheme.contains(is_arrow) {
            kept.push_str(" | ");
        } else if grapheme.contains(is_emoji) {
            kept.push(' ');
        } else {
            kept.push_str(grapheme);
        }
    }
    kept
}

const KEYCAP: char = '\u{20e3}';

const fn is_arrow(c: char) -> bool {
    matches!(c,
        '\u{2190}'..='\u{21ff}'
            | '\u{2794}'
            | '\u{2798}'..='\u{27af}'
            | '\u{27b1}'..='\u{27be}'
            | '\u{27f0}'..='\u{27ff}'
            | '\u{2900}'..='\u{297f}'
            | '\u{2b00}'..='\u{2b11}'
            | '\u{2b30}'..='\u{2b4f}'
    )
}

/// By blocks rather than by Unicode's table of emoji, which includes (c) and the digits. So ticks
/// and stars go too, and a voice makes nothing of those either.
const fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{2300}'..='\u{23ff}'   // clocks, play buttons
            | '\u{25a0}'..='\u{27bf}'   // shapes, symbols, dingbats
            | '\u{2b00}'..='\u{2bff}'   // stars
            | '\u{fe0f}'                // "as an emoji"
            | '\u{1f000}'..='\u{1faff}' // the emoji proper, and the letters of flags
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_go_and_words_stay() {
        for (text, expected) in [
            ("Oi 😀!", "Oi  !"),
            ("Olá👨‍👩‍👧‍👦tudo", "Olá tudo"),
            ("🇧🇷 Brasil 👍🏽", "  Brasil  "),
            ("1️⃣ Abra", "1  Abra"),
            ("❤️ ✔ ⭐ ©️ ➕", "         "),
            ("Menu → Boletos", "Menu  |  Boletos"),
            (
                "Ação nº 2ª: R$ 5,00 © 25 °C — “sim”…",
                "Ação nº 2ª: R$ 5,00 © 25 °C — “sim”…",
            ),
        ] {
            assert_eq!(remove(text), expected, "{text}");
        }
    }
}
