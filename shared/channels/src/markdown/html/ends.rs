//! What becomes of the text of an element that ends.

use pulldown_cmark::{Event, Parser};

use super::{Converter, Then};

impl Converter {
    /// Ends an element whose own end is missing: nobody can say how far a mark was meant to reach.
    pub(super) fn leave(&mut self, then: Then) {
        if !matches!(then, Then::Mark(..) | Then::Code(_) | Then::Link(..)) {
            self.finish_one(then, "");
        }
    }

    /// Ends an element; `after` is what stands behind it.
    pub(super) fn finish_one(&mut self, then: Then, after: &str) {
        match then {
            Then::Nothing => {}
            Then::Break(breaks) => self.request(breaks),
            Then::Mark(mark, from) => self.mark(mark, from, after),
            Then::Code(from) => {
                let code = decoded(&self.take(from));
                let code = code.replace('\n', " ");
                let mark = match (code.trim(), self.out.ends_with('`')) {
                    ("", _) | (_, true) => "",
                    (code, false) if code.contains('`') => "``",
                    _ => "`",
                };
                self.out.push_str(&format!("{mark}{code}{mark}"));
            }
            Then::Block(from) => {
                let code = decoded(&self.take(from));
                let code = code.trim_matches('\n').trim_end();
                self.out.push_str(&format!("```\n{code}\n```"));
                self.request(2);
            }
            Then::Link(url, from) => {
                let text = self.take(from);
                self.out.push_str(&format!("[{text}](<{url}>)"));
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

    /// Puts what was written since `from` into a mark, where Markdown can show one: not within a word, and
    /// not around blocks.
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

/// Code of HTML's with its entities as the signs that they stand for.
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
