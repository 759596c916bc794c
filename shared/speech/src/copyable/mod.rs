//! Finds what a customer must copy within a line.
//!
//! It goes by looks alone: a word that is wrongly taken for a code costs a line of text beside the
//! voice.

mod number;
mod patterns;

use std::ops::Range;

use number::number;
use patterns::{is_code, is_email, is_link, is_name, is_to_copy};

/// The most letters and digits of a code that somebody can write down by ear.
const LONGEST_SPOKEN: usize = 20;
const CURRENCIES: [&str; 5] = ["R$", "US$", "$", "€", "£"];

/// The spoken part of a line, with its words separated by single spaces; and what is to be copied.
pub(crate) fn take(line: &str) -> (String, Vec<String>) {
    let words = words(line);
    let (mut said, mut found) = (String::new(), Vec::new());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let amount = before.is_some_and(|before| CURRENCIES.contains(&text(line, before)));
        let item = item(line, words.get(at..).unwrap_or_default(), amount);
        let Some(item) = item else {
            let next = words.get(at + 1);
            let [before, next] =
                [before, next].map(|word| word.map_or("", |word| text(line, word)));
            push(&mut said, aloud(before, text(line, word), next));
            at += 1;
            continue;
        };
        at += words
            .iter()
            .skip(at)
            .filter(|word| word.start < item.range.end)
            .count();
        let end = words.get(at - 1).map_or(item.range.end, |last| last.end);
        let copied = text(line, &item.range);
        let spoken = if item.spoken { copied } else { "" };
        let spoken = spoken.replace(" - ", "-");
        let [lead, tail] = [word.start..item.range.start, item.range.end..end];
        push(
            &mut said,
            &[text(line, &lead), &*spoken, text(line, &tail)].concat(),
        );
        if item.copied {
            found.push(copied.to_owned());
        }
    }
    (said, found)
}

/// What a mark between words means to the ear: the bars of a table and arrows separate them, and a
/// dash between numbers means a range.
fn aloud<'a>(before: &str, word: &'a str, next: &str) -> &'a str {
    if !word.is_empty() && word.chars().all(|c| matches!(c, '|' | '>')) || word == "->" {
        return ",";
    }
    if !matches!(word, "-" | "–" | "—") {
        return word;
    }
    let number = before.trim_end_matches(['h', '%']);
    let range = number.ends_with(|c: char| c.is_ascii_digit())
        && next.starts_with(|c: char| c.is_ascii_digit());
    if range { "a" } else { "," }
}

struct Item {
    range: Range<usize>,
    spoken: bool,
    copied: bool,
}

/// What is to be copied, or belongs together, if the first word begins it.
fn item(line: &str, words: &[Range<usize>], amount: bool) -> Option<Item> {
    let first = words.first()?;
    let core = core(line, first);
    let word = text(line, &core);
    if let Some(range) = pix_code(line, &core, words) {
        return Some(Item {
            range,
            spoken: false,
            copied: true,
        });
    }
    if is_link(word) {
        return Some(Item {
            spoken: is_name(word),
            copied: true,
            range: core,
        });
    }
    let range = if let Some(number) = number(line, words) {
        if amount {
            return None;
        }
        if !is_to_copy(text(line, &number)) {
            return Some(Item {
                range: number,
                spoken: true,
                copied: false,
            });
        }
        number
    } else if is_email(word) || is_code(word) {
        core
    } else {
        return None;
    };
    let signs = text(line, &range)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .count();
    let spoken = signs <= LONGEST_SPOKEN || is_email(word);
    Some(Item {
        range,
        spoken,
        copied: true,
    })
}

/// The code that is copied to pay by PIX ("copia e cola"): from `000201` to the checksum, which is
/// four hexadecimal digits after `6304`. Names in it may have spaces.
/// <https://www.bcb.gov.br/estabilidadefinanceira/pix> (BR Code, after EMV's merchant QR codes).
fn pix_code(line: &str, core: &Range<usize>, words: &[Range<usize>]) -> Option<Range<usize>> {
    text(line, core).starts_with("000201").then_some(())?;
    let ends = |end: usize| {
        let code = text(line, &(core.start..end));
        let checksum = code.len().checked_sub(8).and_then(|at| code.get(at..));
        let checksum = checksum.and_then(|sum| sum.strip_prefix("6304"));
        checksum.is_some_and(|sum| sum.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    let end = words
        .iter()
        .map(|word| self::core(line, word).end)
        .find(|end| ends(*end))?;
    Some(core.start..end)
}

/// A word without the punctuation around it.
fn core(line: &str, word: &Range<usize>) -> Range<usize> {
    let all = text(line, word);
    let start = all.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '+');
    // A link may directly follow the word before it.
    let link = ["https://", "http://"].into_iter();
    let link = link.filter_map(|scheme| start.find(scheme)).min();
    let start = start.get(link.unwrap_or(0)..).unwrap_or(start);
    let mut end = start.trim_end_matches(|c: char| is_stop(c) || is_closing(c));
    // A bracket that opens within the word belongs to it.
    if end.matches('(').count() > end.matches(')').count() {
        end = start.get(..end.len() + 1).unwrap_or(end);
    }
    let from = word.end - start.len();
    from..from + end.len()
}

const fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?')
}

const fn is_closing(c: char) -> bool {
    matches!(
        c,
        ')' | ']' | '}' | '>' | '"' | '\'' | '”' | '’' | '»' | '*'
    )
}

fn words(line: &str) -> Vec<Range<usize>> {
    let mut end = 0;
    let words = line.split_whitespace().map(|word| {
        let rest = line.get(end..).unwrap_or_default();
        let start = end + rest.find(word).unwrap_or(0);
        end = start + word.len();
        start..end
    });
    words.collect()
}

fn text<'a>(line: &'a str, range: &Range<usize>) -> &'a str {
    line.get(range.clone()).unwrap_or_default()
}

fn push(said: &mut String, word: &str) {
    if !said.is_empty() {
        said.push(' ');
    }
    said.push_str(word);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn of_any_line_nothing_is_lost(
            line in proptest::collection::vec(
                prop_oneof![
                    "\\PC{0,12}", "[0-9().+/-]{1,12} ?", "000201", "6304ABCD ", "www.",
                    "https://[a-z().]{1,9}", "a@b.com", Just(" ".to_owned()),
                ],
                0..12,
            ),
        ) {
            let line = line.concat();
            let (said, found) = take(&line);
            prop_assert!(!said.contains("https://"), "{}", said);
            for item in &found {
                prop_assert!(!item.is_empty() && line.contains(&**item), "{}", item);
            }
            let signs = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
            let written: usize = found.iter().map(|item| signs(item)).sum();
            prop_assert!(signs(&said) + written >= signs(&line));
        }
    }
}
