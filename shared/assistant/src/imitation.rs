//! Our own notes, where an answer imitates them: models copy the form of what they are shown.

/// How what a person wrote is shown to the assistant, before their words.
pub(crate) const BY_A_PERSON: &str = "[A member of the team wrote this:]";

/// How our notes begin, in lower case: what a person wrote, what became of the conversation
/// (`conversation::machine`), what a channel shows beside a message, and what of a message cannot be
/// shown (`channels`).
const NOTES: [&str; 13] = [
    "a member of the team wrote ",
    "a person of the team ",
    "people of the team had ",
    "you could not be reached ",
    "in reply to:",
    "this chat was begun from an ad",
    "this is about the product",
    "the beginning of the conversation ",
    "the customer sent ",
    "a message that stood here ",
    "the customer pressed ",
    "the customer wrote ",
    "the customer filled in ",
];

/// Removes notes that stand in an answer as ours do, up to their bracket or the end of their line, and
/// the space behind them. A link is none.
pub(crate) fn remove(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('[') {
        kept.push_str(before);
        let after = begins(from).then(|| behind(from));
        let after = after.filter(|after| !after.starts_with('('));
        rest = after.map_or(from, |after| after.trim_start_matches(' '));
        if after.is_none() {
            kept.push('[');
        }
    }
    kept.push_str(rest);
    kept
}

fn begins(text: &str) -> bool {
    NOTES.iter().any(|note| {
        let said = text.get(..note.len());
        said.is_some_and(|said| said.eq_ignore_ascii_case(note))
    })
}

/// What follows the bracket's end: another pair may stand within it.
fn behind(text: &str) -> &str {
    let mut depth = 0;
    let ends = |(_, c): &(usize, char)| {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        depth < 0 || *c == '\n'
    };
    let end = text.char_indices().find(ends);
    let after = end.and_then(|(at, _)| text.get(at..)).unwrap_or_default();
    after.strip_prefix(']').unwrap_or(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_of_ours_is_not_said() {
        for (text, said) in [
            ("[A member of the team wrote this:] Reenviei.", "Reenviei."),
            (
                "Oi!\n[a member of the team wrote this:]\nReenviei.",
                "Oi!\n\nReenviei.",
            ),
            ("[in reply to: [the customer sent an image]\nOlá!", "\nOlá!"),
            ("[in reply to: [the customer sent an image]] Olá!", "Olá!"),
            (
                "Certo. [the customer sent a document: boleto.pdf]",
                "Certo. ",
            ),
            (
                "[People of the team had this conversation until here. Now it is",
                "",
            ),
            (
                "[You could not be reached when the customer wrote this.] Oi",
                "Oi",
            ),
        ] {
            assert_eq!(remove(text), said, "{text:?}");
        }
    }

    #[test]
    fn other_brackets_stay() {
        for text in [
            "[Ação: Transferir para o setor de atendimento]",
            "[in reply to: us](https://loja.example/a)",
            "[the customer area] [1] [] [[x]] [",
            "",
        ] {
            assert_eq!(remove(text), text);
        }
    }
}
