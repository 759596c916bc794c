//! Citation marks that a file search leaves in an answer's text, which mean nothing to a customer.

/// Removes the marks, and the spaces before them. Four forms are known: `【4:0†source】` (file
/// search, also in the Assistants API); the same in plain brackets, as models copy it; names
/// between the private-use characters U+E200 and U+E201, separated by U+E202
/// (<https://developers.openai.com/api/docs/guides/citation-formatting>); and the same names
/// without those characters, as in `citeturn0file0`, if something on the way has dropped them.
/// Names may have line numbers, as in `turn0file0L10-L20`.
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

/// The text after a mark, if the text begins with one.
fn after_mark(text: &str, before: Option<char>) -> Option<&str> {
    if let Some(inside) = text.strip_prefix('【') {
        // Without the dagger they are brackets as Japanese writes them.
        return after_dagger(inside, '】');
    }
    if let Some(inside) = text.strip_prefix('[') {
        let named = inside.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
        let numbered = named.len() < inside.len() && named.starts_with('†');
        return numbered.then(|| after_dagger(inside, ']')).flatten();
    }
    if let Some(inside) = text.strip_prefix('\u{e200}') {
        return match inside.split_once('\u{e201}') {
            Some((mark, after)) if !mark.contains('\n') => Some(after),
            _ => Some(inside.trim_start_matches(is_of_names)),
        };
    }
    if let Some(after) = text.strip_prefix(is_private_mark) {
        return Some(after);
    }
    let within_a_word = before.is_some_and(char::is_alphanumeric);
    (!within_a_word).then(|| after_bare_names(text)).flatten()
}

/// The most bytes of a mark: a file's name and some lines of it.
const MAX_MARK: usize = 1000;

/// The text after a mark that ends with the bracket. The answer may have been cut off within it.
fn after_dagger(inside: &str, bracket: char) -> Option<&str> {
    let near = inside.get(..inside.floor_char_boundary(MAX_MARK))?;
    let (mark, after) = match near.find(bracket) {
        Some(end) => (near.get(..end)?, inside.get(end + bracket.len_utf8()..)?),
        None if near.len() == inside.len() => (inside, ""),
        None => return None,
    };
    (mark.contains('†') && !mark.contains('\n')).then_some(after)
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

/// `turn0file0`: the word, a number, a kind, a number; and the lines, as in `L10-L20`.
fn after_name(text: &str) -> Option<&str> {
    let digit = |c: char| c.is_ascii_digit();
    let kind = after_some(text.strip_prefix("turn")?, digit)?;
    let after = after_some(after_some(kind, |c| c.is_ascii_lowercase())?, digit)?;
    let line = |text| after_some(str::strip_prefix(text, 'L')?, digit);
    let Some(lines) = line(after) else {
        return Some(after);
    };
    let to = lines.strip_prefix(['-', '–']);
    Some(to.and_then(line).unwrap_or(lines))
}

fn after_some(text: &str, is: impl Fn(char) -> bool) -> Option<&str> {
    let after = text.trim_start_matches(is);
    (after.len() < text.len()).then_some(after)
}

fn is_private_mark(c: char) -> bool {
    ('\u{e200}'..='\u{e2ff}').contains(&c)
}

fn is_of_names(c: char) -> bool {
    is_private_mark(c) || c.is_ascii_alphanumeric() || c == '-'
}

/// Leaves one space between words that only the mark separated, and none before punctuation.
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
            ("a fileciteturn0file0L10-L20.", "a."),
            ("a fileciteturn0file0L10-L20turn1file2L3 b", "a b"),
            (
                "a \u{e200}filecite\u{e202}turn0file0\u{e202}L10-L20\u{e201}.",
                "a.",
            ),
            ("a \u{e200}filecite\u{e202}turn0file0\u{e202}L10-L20.", "a."),
            ("Às 9h [4:0†x.pdf].", "Às 9h."),
            ("Às 9h [4:0†x.pdf†L1-L3][12†source]", "Às 9h"),
            ("Às 9h [4:0†x.p", "Às 9h"),
        ] {
            assert_eq!(remove(text), expected, "{text:?}");
        }
    }

    #[test]
    fn any_number_of_brackets_is_read() {
        for bracket in ["【", "[1†", "\u{e200}"] {
            let text = bracket.repeat(100_000 / bracket.len());
            assert!(remove(&format!("{text}\nfim")).ends_with("\nfim"));
        }
    }

    #[test]
    fn other_text_is_left_alone() {
        for text in [
            "【重要】 Leia com atenção.",
            "Eu cite turn0file0, mas não 9†.",
            "[nota†] [1] [4:0] [x 4:0†y] [",
            "reciteturn0file0 citeturn citeturn1 citeturn0file0x",
            "  dois  espaços  ",
            "linha 1\n\n  - item",
        ] {
            assert_eq!(remove(text), text);
        }
    }
}
