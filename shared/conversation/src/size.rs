//! How much room a text takes where it is stored.

/// The most bytes a message's text may have (100 KB).
pub const MAX_MESSAGE_BYTES: usize = 100 * 1024;

/// The bytes that a text takes within an item of the table. Items are JSON, in which a control
/// character takes up to six.
pub fn stored_bytes(text: &str) -> usize {
    text.chars().map(in_json).sum()
}

fn in_json(character: char) -> usize {
    match character {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..' ' => 6,
        _ => character.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_measured_as_it_is_written() {
        for character in ('\0'..='\u{2ff}').chain("—漢😀\u{2028}\u{ffff}".chars()) {
            let text = format!("a{character}");
            let written = serde_json::to_string(&text).unwrap();
            assert_eq!(stored_bytes(&text), written.len() - 2, "{written}");
        }
    }
}
