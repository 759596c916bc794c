//! Stage directions, which a model writes for a voice to act and which most voices read aloud.

/// First words of a direction in round brackets or between stars, where most other words are meant
/// to be said.
const ALONE: [&str; 24] = [
    "riso",
    "risos",
    "risada",
    "risadas",
    "risas",
    "rindo",
    "gargalhada",
    "gargalhadas",
    "suspira",
    "suspiro",
    "suspirando",
    "sussurra",
    "sussurrando",
    "susurra",
    "sorri",
    "sorrindo",
    "pausa",
    "pause",
    "laughs",
    "laughing",
    "chuckles",
    "giggles",
    "sighs",
    "whispers",
];

/// Beginnings, in lower case, of first words that name an action in a direction in square brackets:
/// in Portuguese, Spanish and English.
const ACTS: [&str; 17] = [
    "riso", "risad", "risas", "rindo", "gargalh", "suspir", "sussurr", "susurr", "sorri", "sonri",
    "pausa", "pause", "laugh", "chuckl", "giggl", "sigh", "whisper",
];

/// The same for moods.
const MOODS: [&str; 50] = [
    "alegre",
    "animad",
    "aplaus",
    "bocej",
    "calm",
    "carraspe",
    "carinhos",
    "chora",
    "com voz",
    "curios",
    "emocionad",
    "empolgad",
    "em tom",
    "entusia",
    "feliz",
    "grit",
    "irônic",
    "llora",
    "murmur",
    "palmas",
    "pigarr",
    "respir",
    "sarcástic",
    "séri",
    "silêncio",
    "silencio",
    "som de",
    "surpres",
    "tom ",
    "toss",
    "triste",
    "voz ",
    "angr",
    "applau",
    "breath",
    "cheerful",
    "clears",
    "cough",
    "cry",
    "excited",
    "exhale",
    "friendly",
    "gasp",
    "happ",
    "inhale",
    "long paus",
    "sarcas",
    "short paus",
    "sniff",
    "warm",
];

/// The most words of a direction in square brackets, and of any other.
const MOST_WORDS: (usize, usize) = (4, 2);
/// The most characters of any direction.
const MOST_CHARS: usize = 60;

/// Removes the directions of an answer in Markdown: `[risos]`, `(suspira)`, `*pausa longa*`. Those
/// in square brackets stay if the model `acts` them.
pub(crate) fn remove(markdown: &str, acts: bool) -> String {
    let mut kept = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(next) = rest.chars().next() {
        let behind = rest.strip_prefix(next).unwrap_or_default();
        rest = after_direction(&kept, next, behind, acts).unwrap_or_else(|| {
            kept.push(next);
            behind
        });
    }
    kept
}

/// The text after the direction that `open` begins, if it begins one.
fn after_direction<'a>(before: &str, open: char, inside: &'a str, acts: bool) -> Option<&'a str> {
    let close = match open {
        '[' => ']',
        '(' => ')',
        '*' | '_' => open,
        _ => return None,
    };
    let mut chars = inside.char_indices().take(MOST_CHARS);
    let (end, _) = chars.find(|(_, c)| *c == close)?;
    let (words, after) = inside.split_at_checked(end)?;
    let after = after.strip_prefix(close)?;
    let begins = |known: &[&str]| {
        let words = words.to_lowercase();
        known.iter().any(|begin| words.starts_with(begin))
    };
    let most = if open == '[' {
        MOST_WORDS.0
    } else {
        MOST_WORDS.1
    };
    let is_one = words.split_whitespace().count() <= most
        && match open {
            '[' => begins(&ACTS) || begins(&MOODS),
            _ => is_alone(words),
        }
        && match open {
            '[' => !acts && !after.starts_with(['(', '[']),
            // The target of a link.
            '(' => !before.ends_with(']'),
            // A word within a sentence is only stressed.
            _ => !after.starts_with(open) && stands_apart(before),
        };
    is_one.then_some(after)
}

fn is_alone(words: &str) -> bool {
    let first = words.split_whitespace().next().unwrap_or_default();
    ALONE.contains(&first.to_lowercase().as_str())
}

fn stands_apart(before: &str) -> bool {
    let last = before.trim_end_matches(' ').chars().next_back();
    last.is_none_or(|c| matches!(c, '\n' | '.' | ',' | ';' | ':' | '!' | '?' | '…'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_is_not_said() {
        for (text, said) in [
            ("[risos] Oi!", " Oi!"),
            ("Oi! [Suspira aliviada] Tudo bem?", "Oi!  Tudo bem?"),
            ("[tom animado]Oi[pausa de 2 segundos]", "Oi"),
            ("Oi (risos), tudo bem?", "Oi , tudo bem?"),
            ("Oi! *risos* Tudo bem? _pausa longa_", "Oi!  Tudo bem? "),
            ("[laughs softly] Hi [sighs]", " Hi "),
        ] {
            assert_eq!(remove(text, false), said, "{text}");
        }
    }

    #[test]
    fn other_words_stay() {
        for text in [
            "Responda [sim] ou [não], [Seu Nome].",
            "[Pausa](https://loja.example/pausa) [risos][1]",
            "Das 12h às 13h (pausa para o almoço).",
            "Faça uma *pausa* e **risos** à parte, snake_pausa_case.",
            "(feliz aniversário) (risco baixo) [x] [",
            "Prato do dia (risoto), em MT (Sorriso). Assinatura (pausada). Status: *Pausada*",
            "[sob consulta] [Sadia] [música ao vivo]",
            "ação ção",
        ] {
            assert_eq!(remove(text, false), text);
        }
    }

    #[test]
    fn a_model_that_acts_is_left_its_tags() {
        assert_eq!(remove("[risos] Oi (risos)!", true), "[risos] Oi !");
    }
}
