//! The notes in brackets by which a prompt says what nobody said. The beginning of any note that is
//! added, here or in `conversation` or `channels`, belongs into these lists.

/// The note before a person's words, for the assistant.
pub(crate) const BY_A_PERSON: &str = "[A member of the team wrote this:]";

/// The note before the assistant's own words, where they follow a person's.
pub(crate) const BY_THE_ASSISTANT: &str = "[You wrote this:]";

/// The text in place of the customer's words, where our side has the first word.
pub(crate) const FIRST_WORD: &str =
    "[The beginning of the conversation is not shown, or the team wrote first.]";

/// The separator between the messages that one side wrote in a row.
pub(crate) const BETWEEN: &str = "\n\n";

/// How the note begins under which a text file's words stand.
pub(crate) const OF_A_TEXT: &str = "[What is written in the text file";

/// The note after the words of a text file that is longer.
pub(crate) const REST_OF_A_TEXT: &str = "[The rest of the text file is too long to be shown]";

/// How the note begins in the place of a file that the server refused.
pub(crate) const NOT_TAKEN: &str =
    "[This file could not be shown, since the server of the assistant does not take it";

/// The beginning of the note on the circumstances of a run (`context`).
pub(crate) const CONTEXT: &str = "For this reply:";

/// The beginnings of notes that no customer's message has: who of our side wrote, what became of
/// the conversation (`conversation::machine`), and the circumstances.
const APART: [&str; 11] = [
    "a member of the team wrote ",
    "you wrote this",
    "a person of the team ",
    "people of the team had ",
    "you could not be reached ",
    "the beginning of the conversation ",
    "a message that stood here ",
    "for this reply:",
    "what is written in the text file",
    "the rest of the text file ",
    "this file could not be shown",
];

/// The beginnings of notes in a customer's message: what a channel shows beside it, and what of it
/// cannot be shown (`channels`).
const IN_MESSAGES: [&str; 8] = [
    "in reply to:",
    "this chat was begun from an ad",
    "this is about the product",
    "the customer sent ",
    "the customer pressed ",
    "the customer wrote ",
    "the customer filled in ",
    "the customer placed ",
];

/// Whether a text that follows a bracket begins like any note of ours.
pub(crate) fn begins_any(text: &str) -> bool {
    begins_apart(text) || IN_MESSAGES.iter().any(|note| begins(text, note))
}

/// Whether a text begins like a note that no customer's message has.
pub(crate) fn begins_apart(text: &str) -> bool {
    APART.iter().any(|note| begins(text, note))
}

/// Whether a text begins with one of these, ignoring case, the amount of white space, and invisible
/// characters.
fn begins(text: &str, note: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || is_unseen(c));
    let mut text = text.chars().filter(|c| !is_unseen(*c)).peekable();
    note.chars().all(|expected| {
        let is_next = |c: &char| match expected {
            ' ' => c.is_whitespace(),
            letter => c.eq_ignore_ascii_case(&letter),
        };
        let found = text.next_if(is_next).is_some();
        while expected == ' ' && text.next_if(is_next).is_some() {}
        found
    })
}

/// Whether a character is a soft hyphen, or a space or mark without width, such as those that turn
/// the direction of a text.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_here_is_known_again() {
        for note in [
            BY_A_PERSON,
            BY_THE_ASSISTANT,
            FIRST_WORD,
            OF_A_TEXT,
            REST_OF_A_TEXT,
            NOT_TAKEN,
        ] {
            let inside = note.strip_prefix('[').unwrap();
            assert!(begins_apart(inside), "{note}");
        }
    }

    #[test]
    fn what_is_not_seen_hides_no_note() {
        for text in [
            "A MEMBER of the team wrote this:",
            " a  member\u{a0}of\nthe\tteam wrote that",
            "\u{200b}a mem\u{ad}ber of the team wrote it",
        ] {
            assert!(begins_apart(text), "{text}");
        }
        for text in ["a member of the team", "amember of the team wrote it", ""] {
            assert!(!begins_any(text), "{text}");
        }
        assert!(begins_any("in reply to: a") && !begins_apart("in reply to: a"));
    }
}
