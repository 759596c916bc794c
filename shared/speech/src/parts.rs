//! Cuts a long text into several voice notes.

/// The longest file that WhatsApp shows as a voice note with its play button, in bytes:
/// <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/audio-messages/>.
pub const VOICE_NOTE_BYTES: usize = 512 * 1024;

/// Of the voice notes we ask for: 32 kbit/s, and a tenth more for the container and for what a
/// variable rate may need beyond its mean.
const BYTES_PER_SECOND: f64 = 32_000.0 / 8.0 * 1.1;
/// Rather slow: Portuguese is spoken at 14 to 16 characters a second, and by a slow voice at 11.
const CHARACTERS_PER_SECOND: f64 = 10.0;
/// A digit is a word of its own, and so are the hundreds and thousands within a number.
const SECONDS_PER_DIGIT: f64 = 0.5;
/// More than the longest voice note holds even if the text is all letters, and less than any
/// model's longest text: the smallest limit that ElevenLabs documents is 2,500.
const MOST_CHARACTERS: usize = 1_200;

/// Cuts what is spoken at the end of a paragraph, a line or a sentence. Every model accepts each
/// part, and each stays within [`VOICE_NOTE_BYTES`] when it is spoken at 32 kbit/s. The length is
/// estimated on the safe side: 10 characters a second, and half a second for each digit.
pub fn parts(spoken: &str) -> Vec<String> {
    within(spoken, MOST_CHARACTERS)
}

fn within(spoken: &str, max_characters: usize) -> Vec<String> {
    let parts = channels::split(spoken, max_characters);
    let parts = parts.into_iter().flat_map(|part| {
        let length = part.text.encode_utf16().count();
        match estimated_bytes(&part.text) > VOICE_NOTE_BYTES as f64 && length > 1 {
            true => within(&part.text, length.div_ceil(2)),
            false => vec![part.text],
        }
    });
    parts.collect()
}

fn estimated_bytes(text: &str) -> f64 {
    let digits = text.bytes().filter(u8::is_ascii_digit).count() as f64;
    let others = text.chars().count() as f64 - digits;
    (others / CHARACTERS_PER_SECOND + digits * SECONDS_PER_DIGIT) * BYTES_PER_SECOND
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_short_text_is_one_part() {
        assert_eq!(parts("Seu pedido saiu hoje."), ["Seu pedido saiu hoje."]);
        assert!(parts(" \n ").is_empty());
    }

    #[test]
    fn a_long_text_is_cut_at_the_ends_of_sentences() {
        let sentence = "O boleto foi pago, e o seu pedido sai do estoque amanhã de manhã.";
        let text = vec![sentence; 60].join(" ");
        let parts = parts(&text);
        assert_eq!(parts.len(), 4);
        assert!(
            parts
                .iter()
                .all(|part| part.starts_with('O') && part.ends_with("manhã."))
        );
        assert_eq!(parts.join(" "), text);
    }

    #[test]
    fn a_shorter_limit_is_kept() {
        let text = "Tudo certo por aqui. Pode vir buscar. Fechamos às seis.";
        let expected = [
            "Tudo certo por aqui.",
            "Pode vir buscar.",
            "Fechamos às seis.",
        ];
        assert_eq!(within(text, 25), expected);
    }

    #[test]
    fn digits_take_their_time() {
        let digits = "Anote: 12345 67890. ".repeat(50);
        let letters = "Anote: abcde fghij. ".repeat(50);
        assert_eq!(parts(&letters).len(), 1);
        assert!(parts(&digits).len() > 3);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_part_is_too_long(
            text in "([a-zçã]{1,12}[ .0-9]{1,9}){0,400}", max in 20usize..3_000,
        ) {
            let parts = within(&text, max);
            for part in &parts {
                prop_assert!(!part.is_empty() && part.chars().count() <= max);
                prop_assert!(estimated_bytes(part) <= VOICE_NOTE_BYTES as f64);
            }
            let said = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(said(&parts.concat()), said(&text));
        }
    }
}
