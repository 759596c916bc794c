//! Splitting a text with code blocks into messages.

use conversation::Part;

use crate::split::{Limit, cut, trim};

/// Splits a text as [`crate::split`] does. A code block that does not fit is closed at the end of
/// its part and opened again in the next one, since every message is shown by itself.
pub(crate) fn split_marked(text: &str, limit: Limit) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = trim(text).to_owned();
    while !rest.is_empty() {
        let (part, after) = first(&rest, limit);
        if !part.is_empty() {
            parts.push(Part::text(part));
        }
        rest = after;
    }
    parts
}

/// The first part, and the rest.
fn first(text: &str, limit: Limit) -> (String, String) {
    let plain = |end| {
        let (part, after) = text.split_at_checked(end).unwrap_or((text, ""));
        (trim(part).to_owned(), trim(after).to_owned())
    };
    let end = cut(text, limit);
    let Some(fence) = text.get(..end).and_then(Fence::left_open) else {
        return plain(end);
    };
    let marks = limit.length(&fence.opening) + limit.length(&fence.closing) + 2;
    if end == text.len() || marks > limit.most() / 2 {
        return plain(end);
    }
    let end = cut(text, limit.less(limit.length(&fence.closing) + 1));
    let (part, after) = text.split_at_checked(end).unwrap_or((text, ""));
    match Fence::left_open(part) {
        None => plain(end),
        Some(fence) if part.get(fence.code..).is_none_or(is_blank) => {
            let (before, code) = text.split_at_checked(fence.code).unwrap_or((text, ""));
            let lines = code.split_inclusive('\n').take_while(|line| is_blank(line));
            let blank: usize = lines.map(str::len).sum();
            match (fence.start, code.get(blank..)) {
                // At the very beginning nothing can be cut off before it.
                (0, Some(code)) if blank > 0 => first(&[before, code].concat(), limit),
                (0, _) => plain(end),
                (start, _) => plain(start),
            }
        }
        Some(fence) => {
            let part = format!("{}\n{}", part.trim_end(), fence.closing);
            (part, fence.go_on(after))
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// The opening of a code block.
struct Fence {
    /// Where the opening line begins.
    start: usize,
    /// Where the code begins.
    code: usize,
    /// The line that opens the block again, within the same quote or item.
    opening: String,
    /// The line that closes the block.
    closing: String,
}

impl Fence {
    /// The opening of the block that a text leaves open.
    fn left_open(text: &str) -> Option<Self> {
        let mut open: Option<Self> = None;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            open = match open {
                Some(fence) => (!fence.is_closed_by(line)).then_some(fence),
                None => Self::opened_by(line, start),
            };
        }
        open
    }

    /// A complete line that opens a block: three marks or more, and perhaps its language.
    fn opened_by(line: &str, start: usize) -> Option<Self> {
        let whole = line.strip_suffix('\n')?;
        let fence = behind_item(whole.trim_start_matches([' ', '\t', '>']));
        let mark = fence
            .chars()
            .next()
            .filter(|mark| matches!(mark, '`' | '~'))?;
        let language = fence.trim_start_matches(mark);
        let marks = fence.strip_suffix(language).unwrap_or_default();
        if marks.len() < 3 || language.contains('`') {
            return None;
        }
        let before = whole.strip_suffix(fence).unwrap_or_default();
        let before: String = before
            .chars()
            .map(|c| if matches!(c, '\t' | '>') { c } else { ' ' })
            .collect();
        Some(Self {
            start,
            code: start + line.len(),
            opening: format!("{before}{fence}"),
            closing: format!("{before}{marks}"),
        })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let marks = self.closing.trim_start_matches([' ', '\t', '>']);
        let line = line.trim_start_matches([' ', '\t', '>']).trim_end();
        let mark = marks.chars().next();
        line.starts_with(marks) && line.chars().all(|c| Some(c) == mark)
    }

    /// The rest after a part that was closed early, in a block of its own if it is still code.
    fn go_on(&self, after: &str) -> String {
        let after = after.trim_start_matches(['\n', '\r']);
        let (line, rest) = after.split_once('\n').unwrap_or((after, ""));
        match self.is_closed_by(line) {
            true => trim(rest).to_owned(),
            false if is_blank(after) => String::new(),
            false => format!("{}\n{after}", self.opening),
        }
    }
}

/// The text after the bullet or number of a list's item.
fn behind_item(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let sign = match rest.len() < line.len() {
        true => ['.', ')', ')'],
        false => ['-', '*', '+'],
    };
    let rest = rest
        .strip_prefix(sign)
        .and_then(|rest| rest.strip_prefix(' '));
    rest.map_or(line, str::trim_start)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str, most: usize) -> Vec<String> {
        let parts = split_marked(text, Limit::Characters(most)).into_iter();
        parts.map(|part| part.text).collect()
    }

    #[test]
    fn code_that_is_longer_than_a_part_is_closed_and_opened_again() {
        assert_eq!(
            texts(
                "Veja:\n```sql\nselect um;\n  select dois;\nselect três;\n```\nPronto.",
                40
            ),
            [
                "Veja:\n```sql\nselect um;\n```",
                "```sql\n  select dois;\nselect três;\n```",
                "Pronto.",
            ]
        );
    }

    #[test]
    fn no_block_is_left_empty_where_a_cut_meets_its_fence() {
        let [open, close] = [
            "Um texto que vem antes do código:\n```\nlet a = 1;\n```",
            "```\nlet a = 1;\nlet b = 22;\n```\nE um texto que vem depois.",
        ];
        assert_eq!(
            texts(open, 42),
            ["Um texto que vem antes do código:", "```\nlet a = 1;\n```"]
        );
        assert_eq!(
            texts(close, 32),
            [
                "```\nlet a = 1;\nlet b = 22;\n```",
                "E um texto que vem depois."
            ]
        );
    }

    #[test]
    fn empty_lines_at_the_beginning_of_code_are_no_place_to_cut_it() {
        assert_eq!(
            texts("```rust\n\n    recuado\n```rust\n```", 24),
            ["```rust\n    recuado\n```", "```rust\n```rust\n```"]
        );
    }

    #[test]
    fn a_block_stays_in_its_item_or_quote() {
        assert_eq!(
            texts("- ```\n  primeira linha\n  segunda linha\n  ```\n- fim", 30),
            [
                "- ```\n  primeira linha\n  ```",
                "```\n  segunda linha\n  ```",
                "- fim"
            ]
        );
        assert_eq!(
            texts("> ~~~\n> primeira linha\n> segunda linha\n> ~~~", 30),
            [
                "> ~~~\n> primeira linha\n> ~~~",
                "> ~~~\n> segunda linha\n> ~~~"
            ]
        );
    }

    #[test]
    fn three_marks_within_a_line_open_nothing() {
        let text = "```assim``` se escreve código\ne depois vem mais um texto";
        assert_eq!(
            texts(text, 40),
            [
                "```assim``` se escreve código",
                "e depois vem mais um texto"
            ]
        );
    }

    proptest! {
        #[test]
        fn every_part_closes_what_it_opens_and_none_is_too_long(
            lines in prop::collection::vec(prop::sample::select(vec![
                "```", "```rust", "um dois três", "    recuado", "", "- item", "palavra-bem-comprida-mesmo",
            ]), 0..40),
            most in 24usize..80,
        ) {
            let mut text = lines.join("\n");
            let is_open = |text: &str| Fence::left_open(&format!("{text}\n")).is_some();
            if is_open(&text) {
                text.push_str("\n```");
            }
            let parts = texts(&text, most);
            for part in &parts {
                prop_assert!(part.encode_utf16().count() <= most, "{part:?}");
                prop_assert!(!is_open(part), "{part:?}");
            }
            let said = |text: &str| text.split_whitespace().filter(|word| !word.starts_with("```")).collect::<String>();
            prop_assert_eq!(said(&parts.join("\n")), said(&text));
        }
    }
}
