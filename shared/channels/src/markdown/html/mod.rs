//! HTML in an answer, turned into Markdown: models write it although nobody told them to.

mod ends;
mod text;
mod tokens;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use super::options;
use tokens::{Element, Token, tokens};

/// The most levels to which lists and quotes may be nested.
const MAX_INDENTS: usize = 10;

/// Replaces HTML tags by Markdown. Tags that Markdown has nothing for are dropped, and their text
/// is kept; code stays as it is.
pub(super) fn without_html(markdown: &str) -> String {
    if !markdown.contains('<') {
        return markdown.to_owned();
    }
    let mut converter = Converter::default();
    for token in tokens(markdown) {
        match token {
            Token::Text(text) => converter.text(text),
            Token::Code(code) => converter.code(code),
            Token::Tag(of)
                if converter.is_in_block() && !(of.tag.is_end && of.tag.name == "pre") => {}
            Token::Tag(of) if of.tag.is_end => converter.end(&of.tag.name, of.after),
            Token::Tag(of) => converter.start(&of),
        }
    }
    converter.finish()
}

/// The positions of code, in fenced blocks and within lines. HTML blocks would hide it, so their
/// beginnings are hidden first.
pub(super) fn code(markdown: &str) -> Vec<Range<usize>> {
    let hidden = markdown.replace('<', "\u{1}");
    let events = Parser::new_ext(&hidden, options()).into_offset_iter();
    let code = events.filter_map(|(event, range)| match event {
        Event::Code(_) | Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => Some(range),
        _ => None,
    });
    code.collect()
}

/// What happens at the end of an element.
enum Then {
    Nothing,
    /// That many line breaks are written.
    Break(usize),
    /// The text since then is put into this mark.
    Mark(&'static str, usize),
    Code(usize),
    Block(usize),
    Link(String, usize),
    /// The text since then is dropped: it is for no reader.
    Drop(usize),
    /// A quote or an item ends, and that many line breaks follow.
    Outdent(usize),
    List,
}

impl Then {
    /// Where the text begins that the end concerns.
    const fn from(&self) -> Option<usize> {
        match self {
            Self::Mark(_, from)
            | Self::Code(from)
            | Self::Block(from)
            | Self::Link(_, from)
            | Self::Drop(from) => Some(*from),
            Self::Nothing | Self::Break(_) | Self::Outdent(_) | Self::List => None,
        }
    }
}

/// An open element.
struct Open {
    name: String,
    then: Then,
    /// Whether no tag ends the element.
    is_left_open: bool,
}

#[derive(Default)]
struct Converter {
    out: String,
    /// How many line breaks wait for the next text.
    waiting: usize,
    open: Vec<Open>,
    /// The start of each open element that must find its start again.
    began: Vec<usize>,
    /// How many elements of each name are open.
    names: BTreeMap<String, usize>,
    /// The open marks, each once.
    marks: Vec<&'static str>,
    is_in_code: bool,
    /// Whether an item or quote that no tag ends has come to the end of its paragraph.
    is_over: bool,
    indents: Vec<String>,
    /// The next number of each open list; none for bullets.
    lists: Vec<Option<u32>>,
    /// Whether a bullet was written, and nothing after it yet.
    at_bullet: bool,
    cells: usize,
}

impl Converter {
    fn start(&mut self, element: &Element<'_>) {
        let (tag, is_left_open) = (&element.tag, element.is_left_open);
        match tag.name.as_str() {
            "li" | "ul" | "ol" => self.is_over = false,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr" | "table" => self.leave_items(),
            "br" => {}
            _ if self.is_over => self.leave_items(),
            _ => {}
        }
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
            "b" | "strong" | "i" | "em" | "s" | "del" | "strike" | "code" | "script" | "style"
                if is_left_open =>
            {
                Then::Nothing
            }
            "script" | "style" => Then::Drop(self.position()),
            "b" | "strong" => self.start_mark("**"),
            "i" | "em" => self.start_mark("*"),
            "s" | "del" | "strike" => self.start_mark("~~"),
            "code" if self.is_in_code => Then::Nothing,
            "code" => {
                self.is_in_code = true;
                Then::Code(self.position())
            }
            "pre" if self.is_in_code => {
                self.request(1);
                Then::Break(1)
            }
            "pre" => {
                self.request(2);
                Then::Block(self.position())
            }
            "a" => {
                // No link has another within it.
                self.end("a", "");
                match tag.attribute("href") {
                    Some(url) => Then::Link(url.to_owned(), self.position()),
                    None => Then::Nothing,
                }
            }
            "ul" | "ol" => {
                self.request(1);
                self.lists.push((tag.name == "ol").then_some(1));
                Then::List
            }
            "li" => {
                self.end_within("li", &["ul", "ol"]);
                self.item()
            }
            "blockquote" => {
                self.request(2);
                self.indent("> ".to_owned(), 2)
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
        self.began.extend(then.from());
        *self.names.entry(tag.name.clone()).or_default() += 1;
        self.open.push(Open {
            name: tag.name.clone(),
            then,
            is_left_open,
        });
    }

    /// Begins a mark, unless the same mark is open already.
    fn start_mark(&mut self, mark: &'static str) -> Then {
        if self.marks.contains(&mark) {
            return Then::Nothing;
        }
        self.marks.push(mark);
        Then::Mark(mark, self.position())
    }

    fn item(&mut self) -> Then {
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
        let then = self.indent(" ".repeat(bullet.len()), 1);
        self.at_bullet = true;
        then
    }

    /// Opens a quote or an item. Each line repeats all of them; beyond this depth nobody reads it.
    fn indent(&mut self, with: String, breaks: usize) -> Then {
        if self.indents.len() < MAX_INDENTS {
            self.indents.push(with);
            return Then::Outdent(breaks);
        }
        Then::Break(breaks)
    }

    fn is_in_block(&self) -> bool {
        matches!(self.open.last(), Some(open) if matches!(open.then, Then::Block(_)))
    }

    fn is_in_row(&self) -> bool {
        self.waiting == 0 && self.line().trim_start().starts_with('|')
    }

    fn request(&mut self, breaks: usize) {
        if !self.at_bullet {
            self.waiting = self.waiting.max(breaks);
        }
    }

    /// Writes the waiting breaks, and gives the output's length then.
    fn position(&mut self) -> usize {
        self.at_bullet = false;
        let waiting = std::mem::take(&mut self.waiting);
        if waiting > 0 {
            let began = self.began.last().copied().unwrap_or(0);
            let length = self.out.trim_end().len().max(began);
            let there = self.take(length).matches('\n').count();
            if length > 0 {
                self.out.push_str(&"\n".repeat(waiting.max(there.min(2))));
            }
            self.out.extend(self.indents.iter().map(String::as_str));
        }
        self.out.len()
    }

    /// Takes back the output since `from`.
    fn take(&mut self, from: usize) -> String {
        let taken = self.out.get(from..).unwrap_or_default().to_owned();
        self.out.truncate(from);
        taken
    }

    fn finish(mut self) -> String {
        while let Some(open) = self.pop() {
            self.leave(open.then);
        }
        self.out
    }
}
