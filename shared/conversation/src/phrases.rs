//! Phrases with a meaning of their own: those of a customer who asks for a person, and the keyword
//! of a person who gives the conversation back.

use crate::normalize::words;

/// The phrases of [`Phrases::of_recado`].
const DEFAULT: &[&str] = &[
    // Portuguese
    "falar com atendente",
    "falar com um atendente",
    "falar com uma atendente",
    "falar com o atendente",
    "falar com a atendente",
    "falar com uma pessoa",
    "falar com alguém",
    "falar com humano",
    "falar com um humano",
    "falar com um ser humano",
    "atendimento humano",
    "atendente humano",
    "quero um atendente",
    "quero uma atendente",
    "falar com atendimento",
    "falar com o atendimento",
    "quero atendente",
    "preciso de um atendente",
    "chama um atendente",
    "chamar um atendente",
    "me transfere para um atendente",
    "me passa para um atendente",
    // Spanish
    "hablar con agente",
    "hablar con un agente",
    "hablar con una agente",
    "hablar con una persona",
    "hablar con alguien",
    "hablar con un humano",
    "hablar con un asesor",
    "hablar con una asesora",
    "quiero un agente",
    "quiero un asesor",
    "atención humana",
    "agente humano",
    // English
    "talk to a human",
    "talk to a person",
    "talk to an agent",
    "talk to someone",
    "speak to a human",
    "speak to a person",
    "speak to an agent",
    "speak to someone",
    "speak with a human",
    "speak with an agent",
    "human agent",
    "talk to a real person",
    "speak to a real person",
    "speak with a person",
    "speak with someone",
    "talk with a human",
];

/// The phrases by which a customer asks for a person, as whole words in any case, with or without
/// accents. Without any phrase, no message counts as asking.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrases(Vec<Vec<String>>);

/// A phrase without a letter or a digit, which no message would hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a phrase needs at least one letter or digit")]
pub struct EmptyPhrase;

impl Phrases {
    /// Reads phrases from the settings.
    pub fn parse<T: AsRef<str>>(phrases: &[T]) -> Result<Self, EmptyPhrase> {
        let phrases = phrases.iter().map(|phrase| split(phrase.as_ref()));
        phrases.collect::<Result<_, _>>().map(Self)
    }

    /// Recado's own list, for Portuguese, Spanish and English.
    pub fn of_recado() -> Self {
        let phrases = DEFAULT.iter().map(|phrase| all_words(phrase));
        Self(phrases.collect())
    }

    /// Whether a text holds one of the phrases.
    pub fn found_in(&self, text: &str) -> bool {
        let said: Vec<String> = words(text).map(|(word, _)| word).collect();
        let held = |phrase: &Vec<String>| said.windows(phrase.len()).any(|part| part == phrase);
        self.0.iter().any(held)
    }
}

impl FromIterator<Self> for Phrases {
    fn from_iter<T: IntoIterator<Item = Self>>(phrases: T) -> Self {
        Self(phrases.into_iter().flat_map(|phrases| phrases.0).collect())
    }
}

/// The message by which a person gives the conversation back: the keyword and nothing else. Case,
/// accents and surrounding white space do not matter; every other character does. The signature
/// that a desk puts before its people's messages (`*Ana:*`, on a line of its own) does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyword(String);

impl Keyword {
    /// Reads a keyword from the settings.
    pub fn parse(text: &str) -> Result<Self, EmptyPhrase> {
        split(text)?;
        Ok(Self(folded(text)))
    }

    /// Whether a text is nothing but the keyword.
    pub fn is(&self, text: &str) -> bool {
        folded(text) == self.0 || unsigned(text).is_some_and(|text| folded(text) == self.0)
    }
}

fn all_words(phrase: &str) -> Vec<String> {
    words(phrase).map(|(word, _)| word).collect()
}

fn split(phrase: &str) -> Result<Vec<String>, EmptyPhrase> {
    let words = all_words(phrase);
    if words.is_empty() {
        return Err(EmptyPhrase);
    }
    Ok(words)
}

/// The text below a signature: a bold name and a colon, with the marks in either order.
fn unsigned(text: &str) -> Option<&str> {
    let (first, rest) = text.trim_start().split_once('\n')?;
    let bold = first.trim().strip_prefix('*')?;
    let name = bold.trim_matches(['*', ':', ' ']);
    let (_, marks) = bold.split_once(name).filter(|_| !name.is_empty())?;
    (marks.contains('*') && marks.contains(':')).then_some(rest)
}

fn folded(text: &str) -> String {
    text.trim()
        .chars()
        .flat_map(crate::normalize::fold)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn default() -> Phrases {
        Phrases::of_recado()
    }

    #[test]
    fn a_phrase_is_found_whatever_its_case_accents_and_surroundings() {
        for text in [
            "quero FALAR COM ALGUEM",
            "oi, dá pra falar com um atendente?",
            "Atención humana, por favor!",
            "can I talk to a human... please",
            "falar\ncom  uma\tpessoa",
        ] {
            assert!(default().found_in(text), "{text}");
        }
    }

    #[test]
    fn part_of_a_word_and_words_apart_are_not_the_phrase() {
        for text in [
            "falar com atendentes",
            "falar amanhã com alguém",
            "meu boleto não chegou",
            "",
        ] {
            assert!(!default().found_in(text), "{text}");
        }
        assert!(!Phrases::default().found_in("falar com alguém"));
    }

    #[test]
    fn every_default_phrase_is_one() {
        for phrase in DEFAULT {
            assert!(default().found_in(phrase), "{phrase}");
        }
    }

    #[test]
    fn a_keyword_is_one_under_a_desks_signature() {
        let keyword = Keyword::parse("#robô").unwrap();
        for text in [
            "#ROBO",
            "*Ana:*\n#robô",
            "*Ana Souza*:\n\n #robô ",
            "**Ana**: \n#robô",
            "\n*Equipe de vendas: *\r\n#robô\n",
        ] {
            assert!(keyword.is(text), "{text}");
        }
        for text in [
            "*Ana:* oi\n#robô",
            "*Ana*\n#robô",
            "Ana:\n#robô",
            "*:*\n#robô",
            "*Ana:*\n*Bia:*\n#robô",
            "*Ana:*\nvou pôr #robô",
            "*Ana:*",
        ] {
            assert!(!keyword.is(text), "{text}");
        }
        // A keyword that looks like a signature is still one.
        let odd = Keyword::parse("*bot:*\nvolta").unwrap();
        assert!(odd.is("*Bot:*\nvolta"));
    }

    #[test]
    fn a_phrase_needs_a_word() {
        assert_eq!(Phrases::parse(&["oi", "?!"]), Err(EmptyPhrase));
        assert_eq!(Keyword::parse(" # "), Err(EmptyPhrase));
    }

    #[test]
    fn a_keyword_is_the_whole_message() {
        let keyword = Keyword::parse("#Robô").unwrap();
        assert!(keyword.is("  #ROBO\n"));
        for text in ["robô", "#robô agora", "", "# robô"] {
            assert!(!keyword.is(text), "{text}");
        }
    }
}
