//! What models write down where nothing is said: the last words and the credits of the films that
//! they learned from. Sources: <https://github.com/openai/whisper/discussions/928>, and many public
//! programs that leave them out.

/// In lower case, letters and digits only. None of it is what a customer says to a business.
const INVENTIONS: [&str; 20] = [
    "amara org",
    "gracias por ver el video",
    "inscreva se no canal",
    "legenda adriana zanotto",
    "legendas pela comunidade amara org",
    "legendas pela comunidade da amara org",
    "não se esqueça de se inscrever no canal",
    "obrigada por assistir",
    "obrigado por assistir",
    "obrigado por assistir até o próximo vídeo",
    "sottotitoli creati dalla comunità amara org",
    "sous titres réalisés par la communauté d amara org",
    "subtitles by the amara org community",
    "subtítulos por la comunidad de amara org",
    "subtítulos realizados por la comunidad de amara org",
    "suscríbete al canal",
    "thank you for watching",
    "thanks for watching",
    "untertitel der amara org community",
    "untertitel von der amara org community",
];

/// Whether a text holds nothing but such words, once or again and again.
pub(super) fn is_invented(text: &str) -> bool {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let mut rest = &words[..];
    while !rest.is_empty() {
        let after = INVENTIONS.iter().filter_map(|words| after(rest, words));
        let Some(least) = after.min_by_key(|after| after.len()) else {
            return false;
        };
        rest = least;
    }
    !words.is_empty()
}

/// What follows the invention, if the words begin with it.
fn after<'a, 'w>(words: &'a [&'w str], invention: &str) -> Option<&'a [&'w str]> {
    invention.split(' ').try_fold(words, |rest, invented| {
        let (word, rest) = rest.split_first()?;
        (*word == invented).then_some(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_text_is_an_invention() {
        for (text, invented) in [
            ("Legendas pela comunidade Amara.org", true),
            (
                "Legendas pela comunidade Amara.org Legendas pela comunidade Amara.org",
                true,
            ),
            ("Obrigado por assistir! Inscreva-se no canal.", true),
            ("Obrigado por assistir, até o próximo vídeo!", true),
            ("Thanks for watching!", true),
            ("Sous-titres réalisés par la communauté d'Amara.org", true),
            ("Obrigado.", false),
            (
                "Obrigado por assistir ao vídeo do produto, quero comprar",
                false,
            ),
            ("Quero as legendas pela comunidade Amara.org", false),
            ("Amara.organização", false),
            ("", false),
            ("…", false),
        ] {
            assert_eq!(is_invented(text), invented, "{text}");
        }
    }
}
