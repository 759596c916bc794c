//! The size of texts where they are stored.

/// The most bytes of a message's text (100 KB).
pub const MAX_MESSAGE_BYTES: usize = 100 * 1024;

/// The bytes of a text within an item of the table. Items are JSON, in which a control character
/// takes up to six bytes.
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
    use crate::{
        Contact, ContactName, Decision, Lease, MAX_NAMES, MAX_PROVIDER_ID_BYTES, MessageId, Part,
        Range, Reason, ReplyAddress, Seq, State, Timestamp, Transferred, Turn, Undelivered, Window,
        machine::MAX_UNDELIVERED,
        policy::{MAX_REPLY_BYTES, MAX_SUMMARY_CHARS},
    };

    use super::*;

    /// The worst case for size: a control character, of which a text can hold the fewest.
    const WORST: &str = "\u{1}";
    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn named(names: impl IntoIterator<Item = u8>) -> Contact {
        let worst = WORST.repeat(MAX_PROVIDER_ID_BYTES - 1);
        let name = |end: u8| {
            let name = format!("{worst}{}", char::from(end));
            ContactName::parse(&name).unwrap()
        };
        Contact::new(
            names.into_iter().map(name).collect(),
            Some(WORST.repeat(200)),
        )
    }

    #[test]
    fn a_contact_has_the_names_that_were_met_first() {
        let mut contact = named([0]);
        for name in 1..=127 {
            contact.learn(&named([name]));
        }
        assert_eq!(contact.names, named(0..MAX_NAMES as u8).names);
    }

    #[test]
    fn the_largest_state_is_one_item() {
        let worst_id = WORST.repeat(MAX_PROVIDER_ID_BYTES);
        let mut contact = named([0]);
        contact.learn(&named(1..=127));
        let address = ReplyAddress(serde_json::json!({"contact_id": worst_id}));
        let mut state = State::new(contact, address, NOW);
        state.desk.case = Some(worst_id.clone());
        state.transferred = Some(Transferred {
            reason: Reason::Requested,
            summary: WORST.repeat(MAX_SUMMARY_CHARS),
            at: NOW,
            answered: false,
            later: crate::Later::NONE,
        });
        let failed = Undelivered {
            seq: Seq(1),
            id: MessageId::parse(&worst_id).unwrap(),
            batch: Range {
                first: Seq(1),
                last: Seq(1),
            },
            voice: true,
            why: "not delivered, code 131026".to_owned(),
            at: NOW,
            later: crate::Later::NONE,
        };
        state.undelivered = vec![failed; MAX_UNDELIVERED];
        // A reply that is spoken is there twice.
        let reply = || vec![Part::text(WORST.repeat(MAX_REPLY_BYTES / 6))];
        let window = Window {
            first: Seq(1),
            opened_at: NOW,
            later: crate::Later::NONE,
        };
        let batch = Range {
            first: Seq(1),
            last: Seq(1),
        };
        let lease = Lease {
            token: None,
            until: NOW,
        };
        state.turn = Some(Turn {
            messages: 1,
            decision: Some(Decision::spoken(reply(), reply())),
            ..Turn::claimed(Seq(2), batch, window, lease, NOW)
        });
        let stored = serde_json::to_string(&state).unwrap().len();
        assert!(stored < 400 * 1024 - 16 * 1024, "{stored}");
    }

    #[test]
    fn a_text_is_measured_as_it_is_written() {
        for character in ('\0'..='\u{2ff}').chain("—漢😀\u{2028}\u{ffff}".chars()) {
            let text = format!("a{character}");
            let written = serde_json::to_string(&text).unwrap();
            assert_eq!(stored_bytes(&text), written.len() - 2, "{written}");
        }
    }
}
