//! What of a text is visible.

/// Whether a text has a visible character: something other than white space, control characters,
/// and the characters to which Unicode gives no look of their own (`Default_Ignorable_Code_Point`,
/// and the blank of Braille).
/// <https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt>
pub(crate) fn is_visible(text: &str) -> bool {
    text.chars()
        .any(|c| !c.is_whitespace() && !c.is_control() && !is_ignorable(c))
}

/// A text of a customer's as a part of a note, such as the name of a file: on one line, cut to so many
/// characters, and without what could end the note or turn the direction of what is shown. None if
/// nothing is left of it.
pub fn one_line(text: &str, chars: usize) -> Option<String> {
    let seen = text.chars().filter(|c| !is_ignorable(*c));
    let plain = seen.map(|c| match c {
        '[' => '(',
        ']' => ')',
        c if c.is_control() => ' ',
        c => c,
    });
    let plain: String = plain.collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let line: String = words.join(" ").chars().take(chars).collect();
    let line = line.trim_end();
    (!line.is_empty()).then(|| line.to_owned())
}

const fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[test]
fn what_has_no_look_is_not_seen() {
    for text in [
        "",
        " \n\t",
        "\u{200b}\u{fe0f}",
        "\u{200e}\u{2060} \u{feff}",
        "\u{3164}\u{2800}",
    ] {
        assert!(!is_visible(text), "{text:?}");
    }
    for text in ["a", " . ", "\u{200b}👍\u{fe0f}", "\u{300}", "…"] {
        assert!(is_visible(text), "{text:?}");
    }
}
