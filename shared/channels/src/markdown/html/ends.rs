//! The ends of elements, and what becomes of their text.

use pulldown_cmark::{Event, Parser};

use super::{Converter, Open, Then};

impl Converter {
    /// Ends an element, with all elements that are still open in it.
    pub(super) fn end(&mut self, name: &str, after: &str) {
        if self.names.get(name).is_none_or(|open| *open == 0) {
            if name == "p" {
                self.request(2);
            }
            return;
        }
        while let Some(open) = self.pop() {
            if open.name == name {
                return self.finish_one(open.then, after);
            }
            self.leave(open.then);
        }
    }

    /// Ends an element whose end tag may be left out, unless one of `within` has begun since.
    pub(super) fn end_within(&mut self, name: &str, within: &[&str]) {
        let newest = self.open.iter().rev().map(|open| open.name.as_str());
        let mut newest = newest.skip_while(|open| *open != name && !within.contains(open));
        if newest.next() == Some(name) {
            self.end(name, "");
        }
    }

    /// Ends the items and quotes that no tag ends: they reach no further than a paragraph.
    pub(super) fn leave_items(&mut self) {
        self.is_over = false;
        let Some(first) = self.first_item() else {
            return;
        };
        while self.open.len() > first {
            if let Some(open) = self.pop() {
                self.leave(open.then);
            }
        }
        self.request(2);
    }

    /// The outermost of the items, quotes and lists that no tag ends, or anything in them.
    pub(super) fn first_item(&self) -> Option<usize> {
        if self.indents.is_empty() && self.lists.is_empty() {
            return None;
        }
        let has_end = self.open.iter().rposition(|open| !open.is_left_open);
        let from = has_end.map_or(0, |at| at + 1);
        let mut left = self.open.iter().skip(from);
        let is_item = |open: &Open| matches!(open.then, Then::Outdent(_) | Then::List);
        left.position(is_item).map(|at| from + at)
    }

    pub(super) fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        if let Some(count) = self.names.get_mut(&open.name) {
            *count -= 1;
        }
        if open.then.from().is_some() {
            self.began.pop();
        }
        match open.then {
            Then::Mark(mark, _) => self.marks.retain(|other| *other != mark),
            Then::Code(_) => self.is_in_code = false,
            _ => {}
        }
        Some(open)
    }

    /// Ends an element whose end tag is missing: nobody can say how far a mark was meant to reach,
    /// and a link reaches no further than its line.
    pub(super) fn leave(&mut self, then: Then) {
        match then {
            Then::Mark(..) | Then::Code(_) | Then::Drop(_) => {}
            Then::Link(url, from) => {
                let text = self.take(from);
                let (line, rest) = text.split_at(text.find('\n').unwrap_or(text.len()));
                let shown = line.trim_end();
                let space = line.get(shown.len()..).unwrap_or_default();
                let link = match shown.is_empty() {
                    true => url,
                    false => format!("[{shown}](<{url}>)"),
                };
                self.out.push_str(&[&link, space, rest].concat());
            }
            other => self.finish_one(other, ""),
        }
    }

    /// Ends an element; `after` is the text after it.
    pub(super) fn finish_one(&mut self, then: Then, after: &str) {
        match then {
            Then::Nothing => {}
            Then::Break(breaks) => self.request(breaks),
            Then::Mark(mark, from) => self.mark(mark, from, after),
            Then::Code(from) => {
                self.waiting = 0;
                let code = decoded(&self.take(from));
                let is_one_line = code.trim().lines().count() < 2 || self.is_in_row();
                match is_one_line {
                    true => self.code_in_line(&code.trim_matches('\n').replace('\n', " ")),
                    false => {
                        self.request(2);
                        self.position();
                        self.code_block(&code);
                    }
                }
            }
            Then::Block(from) => {
                let code = decoded(&self.take(from));
                self.code_block(&code);
            }
            Then::Link(url, from) => {
                let text = self.take(from);
                self.out.push_str(&format!("[{text}](<{url}>)"));
            }
            Then::Drop(from) => {
                self.take(from);
            }
            Then::Outdent(breaks) => {
                self.at_bullet = false;
                self.indents.pop();
                self.request(breaks);
            }
            Then::List => {
                self.lists.pop();
                self.request(if self.lists.is_empty() { 2 } else { 1 });
            }
        }
    }

    fn code_in_line(&mut self, code: &str) {
        let mark = match (code.trim(), self.out.ends_with('`')) {
            ("", _) | (_, true) => "",
            (code, false) if code.contains('`') => "``",
            _ => "`",
        };
        self.out.push_str(&format!("{mark}{code}{mark}"));
    }

    fn code_block(&mut self, code: &str) {
        let code = code.trim_matches('\n').trim_end();
        self.lines(&format!("```\n{code}\n```"));
        self.request(2);
    }

    /// Puts the text since `from` into a mark, if Markdown can show one: not within a word, and not
    /// around blocks.
    fn mark(&mut self, mark: &str, from: usize, after: &str) {
        let all = self.take(from);
        let text = all.trim();
        let touches = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let (front, back) = all.split_once(text).unwrap_or_default();
        let within = (front.is_empty() && touches(self.out.chars().next_back()))
            || (back.is_empty()
                && touches(after.chars().next())
                && touches(text.chars().next_back()));
        let is_block = |line: &str| {
            line.trim_start()
                .starts_with(|c: char| c.is_ascii_digit() || "-#>`".contains(c))
        };
        let blocks = text.contains("\n\n") || text.lines().skip(1).any(is_block);
        let marked = match text.is_empty() || text.starts_with(mark) || within || blocks {
            true => all,
            false => format!("{front}{mark}{text}{mark}{back}"),
        };
        self.out.push_str(&marked);
    }
}

/// The code of an HTML element, with its entities decoded.
fn decoded(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some((before, from)) = rest.find('&').and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        let name = from.get(1..).and_then(|name| name.split_once(';'));
        let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
        let length = match name {
            Some((name, _)) if is_name(name) => name.len() + 2,
            _ => 1,
        };
        let (entity, after) = from.split_at_checked(length).unwrap_or((from, ""));
        // Markdown knows them all.
        for event in Parser::new(entity) {
            if let Event::Text(text) = event {
                out.push_str(&text);
            }
        }
        rest = after;
    }
    out + rest
}
