//! The part of a server's text that the assistant means to say.

use conversation::ports::TransferCall;

use crate::{blocks, citations, imitation, written_call};

/// The most bytes of a text that are read, thoughts included. A longer text is no answer to a
/// customer, and reading it costs time.
const MAX_TEXT: usize = 400 * 1024;

/// Reads a server's text: what of it is for the customer, and the transfer that is called within it.
pub(crate) fn read(text: &str) -> (String, Option<TransferCall>) {
    let end = text.floor_char_boundary(MAX_TEXT);
    let meant = meant(text.get(..end).unwrap_or(text));
    match written_call::take(&meant) {
        Some((call, before)) => (shown(&before), Some(call)),
        None => (shown(&meant), None),
    }
}

/// Removes what nobody wrote on purpose: control characters, which neither a table nor a channel
/// should get, replacements for lost characters, and the model's thoughts.
fn meant(text: &str) -> String {
    let is_text = |c: &char| {
        (!c.is_control() && *c != char::REPLACEMENT_CHARACTER) || matches!(c, '\n' | '\t')
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(is_text).collect();
    blocks::remove_thoughts(&text)
}

/// The text for the customer, without tool calls, imitations of our notes, and the marks of a
/// search.
fn shown(meant: &str) -> String {
    let text = imitation::remove(&blocks::remove_calls(meant));
    citations::remove(&text).trim().to_owned()
}

/// The text for the people at the desk, who may well read a note of ours.
pub(crate) fn told(text: &str) -> String {
    citations::remove(&meant(text)).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_lost_ones_go() {
        assert_eq!(
            meant("N\0e3o\u{1b}\u{7f}\u{9b}\u{fffd}, \tsim\r\nou\rnão"),
            "Ne3o, \tsim\nou\nnão"
        );
    }

    #[test]
    fn what_hides_in_control_characters_is_found() {
        assert_eq!(meant("<thi\0nk>a</think>Oi"), "Oi");
    }

    #[test]
    fn people_are_told_of_notes_but_not_of_thoughts() {
        let summary = "<think>a</think> [the customer sent an image]【4:0†x.pdf】 ";
        assert_eq!(told(summary), "[the customer sent an image]");
        assert_eq!(shown(&meant(summary)), "");
    }
}
