//! Formulas in LaTeX, which no channel shows, as readable text.
//!
//! It covers only the arithmetic of a shop's answers: prices, percentages, areas. No maintained
//! crate was found for it.

use super::html::code;
use super::latex::readable;

/// The delimiters of a formula. Models write all four.
const DELIMITERS: [(&str, &str); 4] = [("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"), ("$", "$")];

/// Replaces formulas in Markdown by readable text; code stays as it is.
pub(super) fn without_formulas(markdown: &str) -> String {
    if !DELIMITERS.iter().any(|(open, _)| markdown.contains(open)) {
        return markdown.to_owned();
    }
    let mut out = String::with_capacity(markdown.len());
    let mut at = 0;
    for code in code(markdown) {
        read(markdown.get(at..code.start).unwrap_or_default(), &mut out);
        out.push_str(markdown.get(code.clone()).unwrap_or_default());
        at = code.end;
    }
    read(markdown.get(at..).unwrap_or_default(), &mut out);
    out
}

fn read(mut text: &str, out: &mut String) {
    while let Some((before, from)) = text
        .find(['\\', '$'])
        .and_then(|at| text.split_at_checked(at))
    {
        out.push_str(before);
        text = match formula(from, out.chars().next_back()) {
            Some((formula, after)) => {
                write(&readable(formula), out);
                after
            }
            None => {
                // With a backslash goes what it stands before.
                let signs = from
                    .chars()
                    .take(if from.starts_with('\\') { 2 } else { 1 });
                let (sign, after) = from.split_at(signs.map(char::len_utf8).sum());
                out.push_str(sign);
                after
            }
        };
    }
    out.push_str(text);
}

/// The formula with which a text begins, and the rest.
fn formula(text: &str, before: Option<char>) -> Option<(&str, &str)> {
    DELIMITERS.iter().find_map(|(open, close)| {
        let (inside, after) = until(text.strip_prefix(open)?, open, close)?;
        let is_one = match *open {
            // Most often a price.
            "$" => {
                has_command(inside)
                    && !inside.contains('\n')
                    && !inside.ends_with(char::is_whitespace)
                    && !before.is_some_and(char::is_alphanumeric)
            }
            // Or a price level: `$ = barato, $$ = médio`.
            "$$" => {
                let alone = before.is_none_or(|c| c == '\n')
                    && (after.is_empty() || after.starts_with('\n'));
                has_command(inside) || (alone && is_formula(inside))
            }
            _ => is_formula(inside),
        };
        is_one.then_some((inside, after))
    })
}

/// The text before `close`, unless another formula opens there, and the text after it.
fn until<'a>(text: &'a str, open: &str, close: &str) -> Option<(&'a str, &'a str)> {
    let sign = close.chars().next()?;
    let mut signs = text.match_indices(sign);
    let (end, _) = signs.find(|(at, _)| {
        let from = text.get(*at..).unwrap_or_default();
        from.starts_with(close) || from.starts_with(open)
    })?;
    let (inside, from) = text.split_at_checked(end)?;
    Some((inside, from.strip_prefix(close)?))
}

/// Whether a formula calculates. Brackets with a backslash may also be plain brackets around an
/// address or a name.
fn is_formula(inside: &str) -> bool {
    let text = inside.trim();
    let has = |signs: &str| text.contains(|c| signs.contains(c));
    let mut pairs = text.chars().zip(text.chars().skip(1));
    let has_word = pairs.any(|(a, b)| a.is_alphabetic() && b.is_alphabetic());
    let is_name = text.chars().count() == 1 && text.contains(char::is_alphabetic);
    let is_sum = !has_word && (has("_=+<>") || has("0123456789") && has("-*/%"));
    !text.is_empty() && !text.contains("\n\n") && (has("\\^{") || is_name || is_sum)
}

fn has_command(inside: &str) -> bool {
    let mut pairs = inside.chars().zip(inside.chars().skip(1));
    pairs.any(|(c, next)| c == '\\' && next.is_ascii_alphabetic())
}

/// Escapes text, so that Markdown takes none of it for a mark.
fn write(text: &str, out: &mut String) {
    for c in text.chars() {
        let begins = out.is_empty() || out.ends_with('\n');
        if "\\`*_[]<~|".contains(c) || (begins && "#+->=".contains(c)) {
            out.push('\\');
        }
        out.push(c);
    }
}
