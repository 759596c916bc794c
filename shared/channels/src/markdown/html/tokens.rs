//! An answer, split into its tags, its code and its other text.

use std::collections::BTreeMap;

use super::code;
use crate::markdown::tags::{Ends, HtmlTag};

pub(super) enum Token<'a> {
    Text(&'a str),
    Code(&'a str),
    Tag(Element<'a>),
}

pub(super) struct Element<'a> {
    pub(super) tag: HtmlTag<'a>,
    /// The text after the tag.
    pub(super) after: &'a str,
    /// Whether the tag begins an element that no tag ends.
    pub(super) is_left_open: bool,
}

/// Splits an answer. Code stays whole, and comments are left out.
pub(super) fn tokens(markdown: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    for code in code(markdown) {
        read(
            markdown.get(at..code.start).unwrap_or_default(),
            &mut tokens,
        );
        tokens.push(Token::Code(markdown.get(code.clone()).unwrap_or_default()));
        at = code.end;
    }
    read(markdown.get(at..).unwrap_or_default(), &mut tokens);
    find_left_open(&mut tokens);
    tokens
}

/// Reads text that is not code.
fn read<'a>(mut text: &'a str, tokens: &mut Vec<Token<'a>>) {
    let ends = Ends::of(text);
    // How much of the text is left where the last one ends.
    let comment_end = text.rfind("-->").map_or(0, |at| text.len() - at);
    while let Some((before, from)) = text.find('<').and_then(|at| text.split_at_checked(at)) {
        tokens.push(Token::Text(before));
        let comment = from.strip_prefix("<!--");
        let comment = comment.filter(|_| (1..=from.len()).contains(&comment_end));
        if let Some((_, after)) = comment.and_then(|comment| comment.split_once("-->")) {
            text = after;
            continue;
        }
        let tag = HtmlTag::read(from, &ends);
        let length = tag.as_ref().map_or(1, |tag| tag.length);
        let (shown, after) = from.split_at_checked(length).unwrap_or((from, ""));
        tokens.push(match tag {
            None => Token::Text(shown),
            Some(tag) => Token::Tag(Element {
                tag,
                after,
                is_left_open: false,
            }),
        });
        text = after;
    }
    tokens.push(Token::Text(text));
}

/// Finds the elements that have no end of their own.
fn find_left_open(tokens: &mut [Token<'_>]) {
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut left_open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Tag(Element { tag, .. }) = token else {
            continue;
        };
        let named = names.entry(tag.name.clone()).or_default();
        if !tag.is_end {
            *named += 1;
            open.push((tag.name.clone(), at));
        } else if *named > 0 {
            while let Some((name, at)) = open.pop() {
                names.entry(name.clone()).and_modify(|count| *count -= 1);
                if name == tag.name {
                    break;
                }
                left_open.push(at);
            }
        }
    }
    left_open.extend(open.into_iter().map(|(_, at)| at));
    for at in left_open {
        if let Some(Token::Tag(element)) = tokens.get_mut(at) {
            element.is_left_open = true;
        }
    }
}
