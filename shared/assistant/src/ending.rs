//! What becomes of an answer that was ended before its end.

use conversation::ports::Completion;
use unicode_segmentation::UnicodeSegmentation;

/// An answer that reached its limit: the whole sentences so far. A customer is better served by the
/// part that was finished than by a wait for a person, and better by whole sentences than by one
/// that breaks off.
pub(crate) fn at_limit(answer: Completion) -> Completion {
    Completion {
        text: whole_sentences(&answer.text).to_owned(),
        ..answer
    }
}

/// An answer that a filter ended: refused, without what was written so far.
pub(crate) fn filtered(answer: Completion) -> Completion {
    Completion {
        text: String::new(),
        refused: true,
        ..answer
    }
}

/// The text without its last sentence, which the limit may have cut off; the whole text if there is
/// only one. A number that only announced the lost sentence of a list goes with it.
fn whole_sentences(text: &str) -> &str {
    let sentences: Vec<_> = text.split_sentence_bound_indices().collect();
    let has_words = |sentence: &str| sentence.chars().any(char::is_alphabetic);
    let last = sentences
        .iter()
        .rev()
        .skip(1)
        .find(|(_, sentence)| has_words(sentence));
    let end = last.map_or(text.len(), |(start, sentence)| start + sentence.len());
    text.get(..end).unwrap_or(text).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_off_answer_ends_with_a_whole_sentence() {
        for (text, expected) in [
            ("Sim. O prazo é de", "Sim."),
            ("Custa R$ 1.234,50. O prazo é de 3.5", "Custa R$ 1.234,50."),
            (
                "Temos:\n1. Azul\n2. Verde\n3. Ver",
                "Temos:\n1. Azul\n2. Verde",
            ),
            ("Uma frase só que não acab", "Uma frase só que não acab"),
            ("", ""),
        ] {
            assert_eq!(whole_sentences(text), expected);
        }
    }
}
