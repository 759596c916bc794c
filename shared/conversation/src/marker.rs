//! The text that an assistant's reply begins with to ask for a transfer.

use crate::words::words;

/// The marker of the original product, which people have in their instructions.
pub const DEFAULT_MARKER: &str = "Ação: Transferir para o setor de atendimento";

/// What a reply begins with to ask for a transfer.
///
/// It is found whatever the case, accents and white space, and whatever emphasis, quotes and
/// punctuation stand around it or between its words; a symbol that the marker itself begins with
/// (`#`, `[`) must be there. It is found at the beginning of a reply and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    symbols: Vec<char>,
    words: Vec<String>,
}

/// A marker without a letter or a digit: it would be found in every reply, or in none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a marker needs at least one letter or digit")]
pub struct EmptyMarker;

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

    /// When `reply` begins with the marker: what follows it.
    pub fn strip<'a>(&self, reply: &'a str) -> Option<&'a str> {
        let mut before = reply
            .chars()
            .take_while(|c| !c.is_alphanumeric())
            .filter(|c| !is_decoration(*c));
        if !self
            .symbols
            .iter()
            .all(|symbol| before.any(|c| c == *symbol))
        {
            return None;
        }
        let mut found = words(reply);
        let mut end = 0;
        for word in &self.words {
            let (said, word_end) = found.next()?;
            if said != *word {
                return None;
            }
            end = word_end;
        }
        let rest = reply.get(end..)?;
        Some(
            rest.trim_start_matches(is_ornament)
                .trim_end_matches(is_decoration),
        )
    }
}

/// What may stand around a marker without being part of it: white space, Markdown, quotes.
fn is_decoration(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '*' | '_' | '~' | '`' | '>' | '"' | '\'' | '“' | '”' | '‘' | '’' | '«' | '»'
        )
}

/// What may be left over behind a marker.
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

    #[test]
    fn is_found_at_the_beginning_however_it_is_dressed() {
        for reply in [
            "Ação: Transferir para o setor de atendimento",
            "acao: transferir para o setor de atendimento.",
            "  **AÇÃO:** transferir  para o\nsetor de atendimento",
            "\"Ação: Transferir para o setor de atendimento\"",
            "> _Ac\u{327}a\u{303}o - Transferir para o setor de atendimento_!",
            "[Ação: Transferir para o setor de atendimento]",
        ] {
            assert_eq!(default().strip(reply), Some(""), "{reply}");
        }
    }

    #[test]
    fn what_follows_is_kept() {
        assert_eq!(
            default().strip("**Ação: Transferir para o setor de atendimento.** O boleto sumiu."),
            Some("O boleto sumiu.")
        );
    }

    #[test]
    fn is_not_found_anywhere_else() {
        for reply in [
            "Claro! Ação: Transferir para o setor de atendimento",
            "Ação: Transferir para o setor de atendimentos",
            "Ação: Transferir",
            "",
        ] {
            assert_eq!(default().strip(reply), None, "{reply}");
        }
    }

    #[test]
    fn a_symbol_of_the_marker_must_be_there() {
        let marker = Marker::parse("#humano").unwrap();
        assert_eq!(marker.strip("#humano quer cancelar"), Some("quer cancelar"));
        assert_eq!(marker.strip("**# Humano**"), Some(""));
        assert_eq!(marker.strip("Humano é quem erra"), None);
    }

    #[test]
    fn a_marker_needs_a_word() {
        assert_eq!(Marker::parse(" *** "), Err(EmptyMarker));
    }
}
