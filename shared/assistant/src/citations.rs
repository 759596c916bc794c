//! The marks that a file search leaves in an answer's text, which mean nothing to a customer.

/// Removes the marks, and the spaces before them. Three forms are known:
/// `【4:0†source】` (file search, also in the Assistants API); names between the private-use
/// characters U+E200 and U+E201, parted by U+E202
/// (<https://developers.openai.com/api/docs/guides/citation-formatting>); and the same names
/// without those characters, as in `citeturn0file0`, when something on the way has dropped them.
pub fn remove(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(after) = after_mark(rest, kept.chars().next_back()) {
            close_gap(&mut kept, after);
            rest = after;
        } else {
            kept.push(next);
            rest = rest.strip_prefix(next).unwrap_or_default();
        }
    }
    kept
}

/// What follows the mark with which the text begins, if it begins with one.
fn after_mark(text: &str, before: Option<char>) -> Option<&str> {
    if let Some(inside) = text.strip_prefix('【') {
        // The answer may have been cut off within the mark.
        let (mark, after) = inside.split_once('】').unwrap_or((inside, ""));
        // Without the dagger they are brackets as Japanese writes them.
        return (mark.contains('†') && !mark.contains('\n')).then_some(after);
    }
    if let Some(inside) = text.strip_prefix('\u{e200}') {
        return match inside.split_once('\u{e201}') {
            Some((mark, after)) if !mark.contains('\n') => Some(after),
            _ => Some(inside.trim_start_matches(|c: char| is_private_mark(c) || is_word(c))),
        };
    }
    if let Some(after) = text.strip_prefix(is_private_mark) {
        return Some(after);
    }
    let within_a_word = before.is_some_and(char::is_alphanumeric);
    (!within_a_word).then(|| after_bare_names(text)).flatten()
}

/// `citeturn0file0turn1file2`, also with `filecite`.
fn after_bare_names(text: &str) -> Option<&str> {
    let names = text
        .strip_prefix("filecite")
        .or_else(|| text.strip_prefix("cite"))?;
    let mut after = after_name(names)?;
    while let Some(next) = after_name(after) {
        after = next;
    }
    (!after.starts_with(char::is_alphanumeric)).then_some(after)
}

/// `turn0file0`: the word, a number, a kind, a number.
fn after_name(text: &str) -> Option<&str> {
    let digit = |c: char| c.is_ascii_digit();
    let kind = after_some(text.strip_prefix("turn")?, digit)?;
    after_some(after_some(kind, |c| c.is_ascii_lowercase())?, digit)
}

fn after_some(text: &str, is: impl Fn(char) -> bool) -> Option<&str> {
    let after = text.trim_start_matches(is);
    (after.len() < text.len()).then_some(after)
}

fn is_private_mark(c: char) -> bool {
    ('\u{e200}'..='\u{e2ff}').contains(&c)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// Leaves one space between words that only the mark parted, and none before punctuation.
fn close_gap(kept: &mut String, after: &str) {
    let without_spaces = kept.trim_end_matches(' ').len();
    let had_space = without_spaces < kept.len();
    kept.truncate(without_spaces);
    if had_space && after.starts_with(char::is_alphanumeric) {
        kept.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_leave_no_trace() {
        for (text, expected) in [
            ("Abrimos às 9h【4:0†source】.", "Abrimos às 9h."),
            (
                "Abrimos às 9h 【4:0†horário.pdf】【4:1†source】.",
                "Abrimos às 9h.",
            ),
            ("Abrimos 【4:0†source】 às 9h", "Abrimos às 9h"),
            ("Abrimos 【4:0†source】às 9h", "Abrimos às 9h"),
            ("Abrimos às 9h 【4:0†sour", "Abrimos às 9h"),
            (
                "a \u{e200}cite\u{e202}turn0file0\u{e202}turn1file2\u{e201}.",
                "a.",
            ),
            ("a \u{e200}filecite\u{e202}turn0file0\u{e201} b", "a b"),
            ("a \u{e200}cite\u{e202}turn0file0", "a"),
            ("a \u{e203}b\u{e204} c", "a b c"),
            ("Abrimos às 9h citeturn0file0turn1file2.", "Abrimos às 9h."),
            ("fileciteturn0file0\nfim", "\nfim"),
        ] {
            assert_eq!(remove(text), expected, "{text:?}");
        }
    }

    #[test]
    fn other_text_is_left_alone() {
        for text in [
            "【重要】 Leia com atenção.",
            "Eu cite turn0file0, mas não 9†.",
            "reciteturn0file0 citeturn citeturn1 citeturn0file0x",
            "  dois  espaços  ",
            "linha 1\n\n  - item",
        ] {
            assert_eq!(remove(text), text);
        }
    }
}
