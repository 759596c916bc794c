//! The marker, by which an assistant's reply asks for a transfer.

use std::ops::Range;

use crate::normalize::words;

/// The marker of the original product, which is in people's instructions.
pub const DEFAULT_MARKER: &str = "Ação: Transferir para o setor de atendimento";

/// The fewest words with which a marker is found within a sentence. A shorter one may be ordinary
/// words.
const SURE_WORDS: usize = 3;

/// The text in a reply that asks for a transfer.
///
/// The marker is found whatever its case, accents and white space, and whatever emphasis, quotes
/// and punctuation stand around it or between its words; a symbol that the marker itself begins
/// with (`#`, `[`) must be there. It is found at the beginning of any line or sentence. A marker of
/// three words or more is also found within a sentence, since models write a word to the customer
/// first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    symbols: Vec<char>,
    words: Vec<String>,
}

/// A marker without a letter or a digit, which would be found in every reply or in none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a marker needs at least one letter or digit")]
pub struct EmptyMarker;

impl Default for Marker {
    fn default() -> Self {
        Self {
            symbols: Vec::new(),
            words: words(DEFAULT_MARKER).map(|(word, _)| word).collect(),
        }
    }
}

impl Marker {
    /// Reads a marker from the settings.
    pub fn parse(text: &str) -> Result<Self, EmptyMarker> {
        let symbols = text
            .chars()
            .take_while(|c| !c.is_alphanumeric())
            .filter(|c| !is_decoration(*c))
            .collect();
        let words: Vec<String> = words(text).map(|(word, _)| word).collect();
        if words.is_empty() {
            return Err(EmptyMarker);
        }
        Ok(Self { symbols, words })
    }

    /// The text around the marker, if `reply` has the marker.
    pub fn around(&self, reply: &str) -> Option<String> {
        let said: Vec<_> = words(reply).collect();
        let (start, end) = (0..said.len()).find_map(|nth| self.at(nth, &said, reply))?;
        let opens = |c| is_decoration(c) || "[({-–—:".contains(c) || self.symbols.contains(&c);
        let before = reply.get(..start)?.trim_end_matches(opens);
        let after = reply.get(end..)?.trim_start_matches(is_ornament);
        let around = [before.trim_start(), after.trim_end_matches(is_decoration)];
        let around = around.into_iter().filter(|text| !text.is_empty());
        Some(around.collect::<Vec<_>>().join("\n"))
    }

    /// The start and the end of the marker, if it begins with the word of that number.
    fn at(
        &self,
        nth: usize,
        said: &[(String, Range<usize>)],
        reply: &str,
    ) -> Option<(usize, usize)> {
        let found = said.get(nth..nth + self.words.len())?;
        let same = found
            .iter()
            .zip(&self.words)
            .all(|((said, _), own)| said == own);
        let (start, end) = (found.first()?.1.start, found.last()?.1.end);
        let earlier = nth.checked_sub(1).and_then(|nth| said.get(nth));
        let gap = reply.get(earlier.map_or(0, |(_, at)| at.end)..start)?;
        let mut symbols = gap.chars().filter(|c| !is_decoration(*c));
        let dressed = self.symbols.iter().all(|own| symbols.any(|c| c == *own));
        let stands = earlier.is_none() || begins_anew(gap) || self.is_sure(found, reply);
        (same && dressed && stands).then_some((start, end))
    }

    /// Whether the words that were found within a sentence can only be the marker: there are enough
    /// of them, and all of them are in one sentence.
    fn is_sure(&self, found: &[(String, Range<usize>)], reply: &str) -> bool {
        let mut pairs = found.iter().zip(found.iter().skip(1));
        let parted = pairs.any(|((_, one), (_, next))| {
            let gap = reply.get(one.end..next.start);
            gap.is_none_or(begins_anew)
        });
        self.words.len() >= SURE_WORDS && !parted
    }
}

/// Whether a line or a sentence begins behind the text between two words.
fn begins_anew(gap: &str) -> bool {
    let stop = |c| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？');
    let ended = gap.rsplit_once(stop).map(|(_, behind)| behind);
    gap.contains('\n') || ended.is_some_and(|behind| behind.contains(is_decoration))
}

/// Whether a character may stand around a marker without being part of it: white space, Markdown,
/// quotes.
fn is_decoration(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '*' | '_' | '~' | '`' | '>' | '"' | '\'' | '“' | '”' | '‘' | '’' | '«' | '»'
        )
}

/// Whether a character may be left over behind a marker.
fn is_ornament(c: char) -> bool {
    is_decoration(c)
        || matches!(
            c,
            '.' | ',' | ':' | ';' | '!' | '-' | '–' | '—' | ']' | ')' | '}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn default() -> Marker {
        Marker::parse(DEFAULT_MARKER).unwrap()
    }

    fn around(marker: &str, reply: &str) -> Option<String> {
        Marker::parse(marker).unwrap().around(reply)
    }

    #[test]
    fn the_default_is_what_its_text_means() {
        assert_eq!(Marker::parse(DEFAULT_MARKER), Ok(Marker::default()));
    }

    #[test]
    fn is_found_however_it_is_dressed() {
        for reply in [
            "Ação: Transferir para o setor de atendimento",
            "acao: transferir para o setor de atendimento.",
            "  **AÇÃO:** transferir  para o\nsetor de atendimento",
            "\"Ação: Transferir para o setor de atendimento\"",
            "> _Ac\u{327}a\u{303}o - Transferir para o setor de atendimento_!",
            "[Ação: Transferir para o setor de atendimento]",
        ] {
            assert_eq!(default().around(reply).as_deref(), Some(""), "{reply}");
        }
    }

    #[test]
    fn what_stands_around_it_is_kept() {
        for (reply, around) in [
            (
                "**Ação: Transferir para o setor de atendimento.** O boleto sumiu.",
                "O boleto sumiu.",
            ),
            (
                "Entendo, vou te encaminhar.\n\n**Ação: Transferir para o setor de atendimento**",
                "Entendo, vou te encaminhar.",
            ),
            (
                "Claro! [Ação: Transferir para o setor de atendimento] O boleto sumiu.",
                "Claro!\nO boleto sumiu.",
            ),
            (
                "Vou seguir com a ação: transferir para o setor de atendimento, ok?",
                "Vou seguir com a\nok?",
            ),
        ] {
            assert_eq!(default().around(reply).as_deref(), Some(around), "{reply}");
        }
    }

    #[test]
    fn other_words_are_no_marker() {
        for reply in [
            "Ação: Transferir para o setor de atendimentos",
            "Ação: Transferir",
            "Reação: transferir para o setor de atendimento",
            "Não há ação. Transferir para o setor de atendimento é com a loja.",
            "",
        ] {
            assert_eq!(default().around(reply), None, "{reply}");
        }
    }

    #[test]
    fn a_short_marker_is_found_at_the_beginning_of_a_line_or_a_sentence() {
        for reply in [
            "Humano",
            "Certo.\n**Humano**",
            "Certo! Humano.",
            "Certo.** Humano**",
            "Certo…\n\n> humano",
        ] {
            assert!(around("HUMANO", reply).is_some(), "{reply}");
        }
        for reply in ["Errar é humano", "Veja loja.humano", "Certo, humano"] {
            assert_eq!(around("HUMANO", reply), None, "{reply}");
        }
    }

    #[test]
    fn a_symbol_of_the_marker_must_be_there() {
        let of = |reply| around("#humano", reply);
        assert_eq!(
            of("#humano quer cancelar").as_deref(),
            Some("quer cancelar")
        );
        assert_eq!(of("**# Humano**").as_deref(), Some(""));
        assert_eq!(of("Certo. #humano").as_deref(), Some("Certo."));
        assert_eq!(of("Humano é quem erra"), None);
        assert_eq!(of("#1. Humano é quem erra"), None);
    }

    #[test]
    fn a_marker_needs_a_word() {
        assert_eq!(Marker::parse(" *** "), Err(EmptyMarker));
    }
}
