//! How much of the past the assistant is shown.

use conversation::{
    Author::{self, Assistant, Customer, Person},
    HistoryLimit, Message, Seq,
    machine::{self, Batch},
};

use crate::support::*;

/// The texts that are shown of this past, with a batch of one message behind it.
fn shown(past: &[(Author, &str)], limit: HistoryLimit) -> Vec<String> {
    let message = |seq, (author, text): &(Author, &str)| {
        Message::said(Seq(seq), *author, (*text).to_owned(), at(seq))
    };
    let transcript = past.iter().chain(&[(Customer, "agora")]);
    let transcript = (1..).zip(transcript).map(|(seq, said)| message(seq, said));
    let mut newest_first: Vec<_> = transcript.collect();
    newest_first.reverse();
    let (batch, _) = Batch::select(newest_first.iter().take(1).cloned().collect());
    let lines = machine::history(&newest_first, &batch, limit);
    lines.into_iter().map(|line| line.text).collect()
}

const PAST: [(Author, &str); 7] = [
    (Customer, "um"),
    (Assistant, "dois"),
    (Customer, "três"),
    (Customer, "é"),
    (Person, "quatro"),
    (Customer, "cinco"),
    (Assistant, "seis"),
];

fn within(chars: usize) -> Vec<String> {
    shown(&PAST, HistoryLimit { turns: 20, chars })
}

#[test]
fn the_oldest_turns_are_left_out_whole() {
    let last = ["cinco", "seis", "agora"];
    let last_two = ["três", "é", "quatro", "cinco", "seis", "agora"];
    assert_eq!(within(9), last);
    // The newest message of a turn alone would have had room, and so would all but its oldest.
    assert_eq!(within(15), last);
    assert_eq!(within(19), last);
    assert_eq!(within(20), last_two);
    assert_eq!(within(25), last_two);
    assert_eq!(within(26).len(), 8);
}

#[test]
fn the_batch_is_shown_though_nothing_else_has_room() {
    for chars in [0, 4, 8] {
        assert_eq!(within(chars), ["agora"]);
    }
}

#[test]
fn the_characters_allow_no_more_turns() {
    let limit = HistoryLimit {
        turns: 1,
        chars: 100,
    };
    assert_eq!(shown(&PAST, limit), ["cinco", "seis", "agora"]);
}
