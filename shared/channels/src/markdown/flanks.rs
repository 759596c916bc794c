//! Emphasis that ends in punctuation and touches a letter, or that ends in white space. CommonMark
//! leaves it as it is written.
//!
//! In `**Price:**R$ 50` the second mark does not end emphasis, since punctuation stands before it
//! and no space follows (<https://spec.commonmark.org/0.31.2/#right-flanking-delimiter-run>).
//! Models write so all the time, above all in languages without spaces.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::options;

/// The marks that are searched for.
const MARKS: [&str; 2] = ["**", "~~"];

/// Moves punctuation and white space out of marks that would not count otherwise: `**Price**:R$
/// 50`.
pub(super) fn with_flanking_marks(markdown: &str) -> String {
    let mut moves = Vec::new();
    for mark in MARKS {
        for (open, close) in pairs(markdown, mark) {
            moves.extend(outwards(markdown, mark, open, close));
        }
    }
    moves.sort_by_key(|moved| moved.at.start);
    let mut out = String::with_capacity(markdown.len());
    let mut done = 0;
    for Move { at, instead } in moves {
        if at.start >= done {
            out.push_str(markdown.get(done..at.start).unwrap_or_default());
            out.push_str(&instead);
            done = at.end;
        }
    }
    out.push_str(markdown.get(done..).unwrap_or_default());
    out
}

struct Move {
    at: Range<usize>,
    instead: String,
}

/// The positions of marks that were meant to open and to close, block by block.
fn pairs(markdown: &str, mark: &str) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for block in blocks(markdown, mark) {
        let mut open = None;
        let mut left = block.len();
        for at in block {
            left -= 1;
            let (before, after) = around(markdown, at, mark);
            let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
            // Behind a space it may as well open, where what comes later has no other pair.
            let closes = !is_space(before) || is_space(after) || left.is_multiple_of(2);
            open = match open {
                Some(from) if closes && at > from + mark.len() => {
                    pairs.push((from, at));
                    None
                }
                // Between letters it may as well be a power.
                None if !is_space(after)
                    && !before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '\\') =>
                {
                    Some(at)
                }
                other => other,
            };
        }
    }
    pairs
}

/// The positions of marks outside of code and addresses, in the text of each block.
fn blocks(markdown: &str, mark: &str) -> Vec<Vec<usize>> {
    let mut blocks = vec![Vec::new()];
    let mut text = 0..0;
    let mut code = false;
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        let is_text = matches!(event, Event::Text(_)) && !code;
        if is_text && range.start == text.end {
            text.end = range.end;
            continue;
        }
        let mut found = runs(markdown, &text, mark);
        text = if is_text { range.clone() } else { 0..0 };
        match event {
            Event::Start(Tag::Strong | Tag::Strikethrough) => found.push(range.start),
            Event::End(TagEnd::Strong | TagEnd::Strikethrough) => {
                found.push(range.end.saturating_sub(mark.len()));
            }
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            _ => {}
        }
        let is_mark = |at: &usize| {
            markdown
                .get(*at..)
                .is_some_and(|rest| rest.starts_with(mark))
        };
        if let Some(block) = blocks.last_mut() {
            block.extend(found.into_iter().filter(is_mark));
        }
        if is_block(&event) {
            blocks.push(Vec::new());
        }
    }
    let last = runs(markdown, &text, mark);
    blocks.push(last);
    blocks
}

const fn is_block(event: &Event<'_>) -> bool {
    !matches!(
        event,
        Event::Text(_)
            | Event::Code(_)
            | Event::InlineHtml(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Start(
                Tag::Strong
                    | Tag::Strikethrough
                    | Tag::Emphasis
                    | Tag::Link { .. }
                    | Tag::Image { .. }
            )
            | Event::End(
                TagEnd::Strong
                    | TagEnd::Strikethrough
                    | TagEnd::Emphasis
                    | TagEnd::Link
                    | TagEnd::Image
            )
    )
}

/// The marks in a piece of text: neither longer nor shorter runs of the same character.
fn runs(markdown: &str, range: &Range<usize>, mark: &str) -> Vec<usize> {
    let text = markdown.get(range.clone()).unwrap_or_default();
    let sign = mark.chars().next();
    let found = text.match_indices(mark).map(|(at, _)| range.start + at);
    let alone = |at: &usize| {
        let (before, after) = around(markdown, *at, mark);
        before != sign && after != sign
    };
    found.filter(alone).collect()
}

fn around(markdown: &str, at: usize, mark: &str) -> (Option<char>, Option<char>) {
    let before = markdown.get(..at).unwrap_or_default();
    let after = markdown.get(at + mark.len()..).unwrap_or_default();
    (before.chars().next_back(), after.chars().next())
}

/// The replacement for the marks of a pair that would not count.
fn outwards(markdown: &str, mark: &str, open: usize, close: usize) -> Vec<Move> {
    let inside = markdown.get(open + mark.len()..close).unwrap_or_default();
    let is_letter = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_punctuation(c));
    let starts_within = is_letter(around(markdown, open, mark).0);
    let ends_within = is_letter(around(markdown, close, mark).1);
    let front = inside.len() - inside.trim_start_matches(is_punctuation).len();
    let back = inside.len() - inside.trim_end_matches(is_punctuation).trim_end().len();
    let space = inside.len() - inside.trim_end().len();
    // Brackets come in pairs.
    let both = (starts_within && front > 0) || (ends_within && space == 0 && back > 0);
    let front = match both && (starts_within || is_bracket(inside)) {
        true => front,
        false => 0,
    };
    let back = match both && space == 0 && (ends_within || is_bracket(inside)) {
        true => back,
        false => space,
    };
    // Other marks stand there as well, or nothing else.
    let moved = [inside.get(..front), inside.get(inside.len() - back..)];
    let [Some(front), Some(back)] = moved else {
        return Vec::new();
    };
    let is_mark = |c: char| "*_~`[]\\".contains(c);
    if front.len() + back.len() == 0
        || inside.contains(mark)
        || front.len() + back.len() >= inside.len()
        || front.contains(is_mark)
        || back.contains(is_mark)
    {
        return Vec::new();
    }
    let close = close - back.len();
    vec![
        Move {
            at: open..open + mark.len() + front.len(),
            instead: format!("{front}{mark}"),
        },
        Move {
            at: close..close + back.len() + mark.len(),
            instead: format!("{mark}{back}"),
        },
    ]
}

fn is_bracket(inside: &str) -> bool {
    inside.starts_with(|c| "(「『【《〈（“«".contains(c))
        && inside.ends_with(|c| ")」』】》〉）”»".contains(c))
}

/// Whether CommonMark counts a character as punctuation: it is neither a letter, a digit nor white
/// space.
fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace()
}
