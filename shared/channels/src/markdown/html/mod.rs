//! HTML in an answer, as Markdown: models write it where nobody told them not to.

mod ends;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use super::options;
use super::tags::HtmlTag;

/// How deep lists and quotes may stand in one another.
const MAX_INDENTS: usize = 50;

/// The same answer with Markdown in place of HTML's tags. Tags that Markdown has nothing for are dropped,
/// and their text is kept; code stays as it is.
pub(super) fn without_html(markdown: &str) -> String {
    if !markdown.contains('<') {
        return markdown.to_owned();
    }
    let mut converter = Converter::default();
    let mut at = 0;
    for code in code(markdown) {
        converter.read(markdown.get(at..code.start).unwrap_or_default());
        converter.text(markdown.get(code.clone()).unwrap_or_default());
        at = code.end;
    }
    converter.read(markdown.get(at..).unwrap_or_default());
    converter.finish()
}

/// Where code stands, in blocks with fences and within lines. HTML's blocks would hide it, and are
/// looked through by hiding what they begin with.
pub(super) fn code(markdown: &str) -> Vec<Range<usize>> {
    let hidden = markdown.replace('<', "\u{1}");
    let events = Parser::new_ext(&hidden, options()).into_offset_iter();
    let code = events.filter_map(|(event, range)| match event {
        Event::Code(_) | Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => Some(range),
        _ => None,
    });
    code.collect()
}

/// What is done at the end of an element.
enum Then {
    Nothing,
    /// So many line breaks.
    Break(usize),
    /// The text since then stands in this mark.
    Mark(&'static str, usize),
    Code(usize),
    Block(usize),
    Link(String, usize),
    /// A quote or an item ends, and so many line breaks follow.
    Outdent(usize),
    List,
}

#[derive(Default)]
struct Converter {
    out: String,
    /// How many line breaks wait for the text behind them.
    waiting: usize,
    open: Vec<(String, Then)>,
    indents: Vec<String>,
    /// The next number of each open list; none for bullets.
    lists: Vec<Option<u32>>,
    /// A bullet was written, and nothing behind it yet.
    at_bullet: bool,
    cells: usize,
}

impl Converter {
    /// Reads what is not code.
    fn read(&mut self, mut text: &str) {
        while let Some((before, from)) = text.find('<').and_then(|at| text.split_at_checked(at)) {
            self.text(before);
            let comment = from.strip_prefix("<!--");
            if let Some((_, after)) = comment.and_then(|comment| comment.split_once("-->")) {
                text = after;
                continue;
            }
            let tag = HtmlTag::read(from);
            let length = tag.as_ref().map_or(1, |tag| tag.length);
            let (shown, after) = from.split_at_checked(length).unwrap_or((from, ""));
            match tag {
                None => self.text(shown),
                Some(tag) if self.is_in_block() && !(tag.is_end && tag.name == "pre") => {}
                Some(tag) if tag.is_end => self.end(&tag.name, after),
                Some(tag) => self.start(&tag),
            }
            text = after;
        }
        self.text(text);
    }

    fn start(&mut self, tag: &HtmlTag<'_>) {
        let then = match tag.name.as_str() {
            // A row of Markdown's is one line.
            "br" if self.is_in_row() => return self.text(" "),
            "br" => return self.waiting = (self.waiting + 1).min(2),
            "hr" => {
                self.request(2);
                self.text("---");
                return self.request(2);
            }
            "img" => {
                let [alt, src] = ["alt", "src"].map(|name| tag.attribute(name).unwrap_or_default());
                return self.text(&format!("![{alt}](<{src}>)"));
            }
            "b" | "strong" => Then::Mark("**", self.position()),
            "i" | "em" => Then::Mark("*", self.position()),
            "s" | "del" | "strike" => Then::Mark("~~", self.position()),
            "code" => Then::Code(self.position()),
            "pre" => {
                self.request(2);
                Then::Block(self.position())
            }
            "a" => match tag.attribute("href") {
                Some(url) => Then::Link(url.to_owned(), self.position()),
                None => Then::Nothing,
            },
            "ul" | "ol" => {
                self.request(1);
                self.lists.push((tag.name == "ol").then_some(1));
                Then::List
            }
            "li" => {
                self.end_within("li", &["ul", "ol"]);
                self.item();
                Then::Outdent(1)
            }
            "blockquote" => {
                self.request(2);
                self.indent("> ".to_owned());
                Then::Outdent(2)
            }
            "p" => {
                self.request(2);
                Then::Break(2)
            }
            name @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => {
                let level = name.bytes().next_back().map_or(1, |digit| digit - b'0');
                self.request(2);
                self.position();
                self.out.push_str(&"#".repeat(level.into()));
                self.out.push(' ');
                self.at_bullet = true;
                Then::Break(1)
            }
            "td" | "th" => {
                if self.cells > 0 {
                    self.text(" | ");
                }
                self.cells += 1;
                Then::Nothing
            }
            "tr" => {
                self.request(1);
                self.cells = 0;
                Then::Break(1)
            }
            "table" | "details" | "dl" | "form" | "article" | "section" | "figure" => {
                self.request(2);
                Then::Break(2)
            }
            "div" | "dt" | "dd" | "summary" | "header" | "footer" | "main" | "nav" | "aside"
            | "address" | "center" | "caption" | "figcaption" | "option" | "title" => {
                self.request(1);
                Then::Break(1)
            }
            _ => Then::Nothing,
        };
        self.open.push((tag.name.clone(), then));
    }

    /// Ends an element, with all that is still open in it.
    fn end(&mut self, name: &str, after: &str) {
        if !self.open.iter().any(|(open, _)| open == name) {
            if name == "p" {
                self.request(2);
            }
            return;
        }
        while let Some((open, then)) = self.open.pop() {
            if open == name {
                return self.finish_one(then, after);
            }
            self.leave(then);
        }
    }

    /// Ends an element that need not say so, unless one of `within` has begun since.
    fn end_within(&mut self, name: &str, within: &[&str]) {
        let newest = self.open.iter().rev().map(|(open, _)| open.as_str());
        let mut newest = newest.skip_while(|open| *open != name && !within.contains(open));
        if newest.next() == Some(name) {
            self.end(name, "");
        }
    }

    fn item(&mut self) {
        self.request(1);
        self.position();
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) => {
                let bullet = format!("{number}. ");
                *number += 1;
                bullet
            }
            _ => "- ".to_owned(),
        };
        self.out.push_str(&bullet);
        self.indent(" ".repeat(bullet.len()));
        self.at_bullet = true;
    }

    /// Each line of a text has all of them: beyond these nobody reads it.
    fn indent(&mut self, with: String) {
        if self.indents.len() < MAX_INDENTS {
            self.indents.push(with);
        }
    }

    fn is_in_block(&self) -> bool {
        matches!(self.open.last(), Some((_, Then::Block(_))))
    }

    fn is_in_row(&self) -> bool {
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        self.waiting == 0 && line.trim_start().starts_with('|')
    }

    fn request(&mut self, breaks: usize) {
        if !self.at_bullet {
            self.waiting = self.waiting.max(breaks);
        }
    }

    /// Writes text. White space is none where a line begins, and one space within lists and quotes.
    fn text(&mut self, text: &str) {
        if self.is_in_block() {
            return self.out.push_str(text);
        }
        let begins = self.waiting > 0 || self.at_bullet;
        let text = if begins { text.trim_start() } else { text };
        if text.is_empty() {
            return;
        }
        self.position();
        if self.indents.is_empty() {
            return self.out.push_str(text);
        }
        for (number, line) in text.split('\n').enumerate() {
            let line = if number > 0 { line.trim_start() } else { line };
            if number > 0 && !self.out.ends_with(' ') {
                self.out.push(' ');
            }
            self.out.push_str(line);
        }
    }

    /// Writes the breaks that wait, and tells where the output stands then.
    fn position(&mut self) -> usize {
        self.at_bullet = false;
        let waiting = std::mem::take(&mut self.waiting);
        if waiting > 0 {
            let length = self.out.trim_end().len();
            let there = self.take(length).matches('\n').count();
            if length > 0 {
                self.out.push_str(&"\n".repeat(waiting.max(there.min(2))));
            }
            self.out.extend(self.indents.iter().map(String::as_str));
        }
        self.out.len()
    }

    /// Takes back what was written since `from`.
    fn take(&mut self, from: usize) -> String {
        let taken = self.out.get(from..).unwrap_or_default().to_owned();
        self.out.truncate(from);
        taken
    }

    fn finish(mut self) -> String {
        while let Some((_, then)) = self.open.pop() {
            self.leave(then);
        }
        self.out
    }
}
