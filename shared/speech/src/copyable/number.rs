//! Digits in one or several words, as phone numbers and barcodes are written.

use std::ops::Range;

use super::patterns::{is_amount, is_numeric};
use super::{core, is_stop, text};

/// The number at the beginning of the words.
pub(super) fn number(line: &str, words: &[Range<usize>]) -> Option<Range<usize>> {
    let mut number: Option<Range<usize>> = None;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let so_far = number.as_ref().map_or("", |number| text(line, number));
        if text(line, word) == "-" {
            let next = words.get(at + 1).map(|next| core(line, next));
            if !next.is_some_and(|next| ends_a_phone(so_far, text(line, &next))) {
                break;
            }
            at += 1;
            continue;
        }
        let core = core(line, word);
        // An area code is in brackets.
        let bracketed = text(line, word).trim_end_matches(is_stop);
        let whole = word.start..word.start + bracketed.len();
        let Some(digits) = [whole, core]
            .into_iter()
            .find(|core| is_numeric(text(line, core)))
        else {
            break;
        };
        let next = text(line, &digits);
        if !so_far.is_empty() && (begins_anew(so_far, next) || is_amount(next)) {
            break;
        }
        let amount = is_amount(next);
        let end = digits.end;
        let whole = number.map_or(digits.start, |number| number.start)..end;
        let complete = amount || is_phone(text(line, &whole));
        number = Some(whole);
        if end < word.end || complete {
            break;
        }
        at += 1;
    }
    number
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

fn last_run(text: &str) -> &str {
    text.rsplit(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or_default()
}

/// `+` begins a phone number. So does an area code in brackets, unless it follows a country code or
/// a trunk prefix.
fn begins_anew(so_far: &str, next: &str) -> bool {
    let leads = so_far.starts_with('+') || matches!(so_far, "0" | "55");
    next.starts_with('+') || (next.starts_with('(') && !leads)
}

/// The `0000` of `(11) 99999 - 0000`. Without an area code it may be a range of years.
fn ends_a_phone(so_far: &str, next: &str) -> bool {
    matches!(last_run(so_far).len(), 4 | 5)
        && next.len() == 4
        && digits(next) == 4
        && (10..=13).contains(&(digits(so_far) + 4))
}

/// Whether it is a whole Brazilian phone number, after which another number begins.
fn is_phone(number: &str) -> bool {
    let count = digits(number);
    let four = last_run(number).len() == 4;
    let prefix = ["0300", "0500", "0800", "0900"];
    if prefix.iter().any(|prefix| number.starts_with(prefix)) {
        return count == 11;
    }
    let hyphened = number.len().checked_sub(5).and_then(|at| number.get(at..));
    let hyphened = hyphened.is_some_and(|end| end.starts_with('-'));
    four && match number {
        _ if hyphened => (8..=13).contains(&count),
        _ if number.starts_with("+55") => matches!(count, 12 | 13),
        _ if number.starts_with('(') => matches!(count, 10 | 11),
        _ => false,
    }
}
