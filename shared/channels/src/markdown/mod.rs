//! The assistant's Markdown, turned into each channel's markup.

mod attributes;
mod flanks;
mod html;
mod latex;
mod math;
mod paragraphs;
mod style;
mod tags;
mod writer;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, OffsetIter, Options, Parser, Tag, TagEnd};

use flanks::with_flanking_marks;
use html::without_html;
use math::without_formulas;
pub(crate) use paragraphs::divide;
use style::Marks;
pub use style::Style;
use writer::{Break, Writer};

/// The Markdown that an assistant meant: formulas as readable text, HTML as Markdown, and marks
/// that count. Anything that is not HTML stays as it is.
pub(crate) fn meant(markdown: &str) -> String {
    with_flanking_marks(&without_html(&without_formulas(markdown)))
}

const fn options() -> Options {
    Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH)
}

/// Turns Markdown into what the channel shows; empty when nothing is left to say.
pub fn render(markdown: &str, style: Style) -> String {
    let markdown = &meant(markdown);
    let events = Parser::new_ext(markdown, options()).into_offset_iter();
    let renderer = Renderer {
        source: markdown,
        marks: style.marks(),
        writer: Writer::default(),
        lists: Vec::new(),
        literals: Vec::new(),
        links: Vec::new(),
        cells: 0,
        fence: "",
        words: (0, false),
    };
    renderer.run(events)
}

/// How far back the blank line before a block is searched for.
const MAX_GAP: usize = 100;

struct Renderer<'a> {
    source: &'a str,
    marks: Marks,
    writer: Writer,
    /// The next number of each open list; none for bullets.
    lists: Vec<Option<u64>>,
    /// For each open emphasis, the source's mark if it is shown unchanged.
    literals: Vec<Option<&'a str>>,
    /// For each open link or image, its target, and where its text begins in the output.
    links: Vec<(String, usize)>,
    /// The cells of the table row so far.
    cells: usize,
    /// The text that ends the open code block.
    fence: &'static str,
    /// How far the search for emphasis within a URL has come, and whether the word there is a URL.
    words: (usize, bool),
}

impl<'a> Renderer<'a> {
    fn run(mut self, events: OffsetIter<'a>) -> String {
        for (event, range) in events {
            match event {
                Event::Start(tag) => self.start(tag, range),
                Event::End(tag) => self.end(tag),
                Event::Text(text) => self.writer.text(&text),
                Event::Code(code) => {
                    self.writer.open(self.marks.code);
                    self.writer.text(&code);
                    self.writer.close();
                }
                // Of HTML itself nothing is left: this is `<in brackets>`.
                Event::Html(text) | Event::InlineHtml(text) => self.writer.text(&text),
                Event::SoftBreak | Event::HardBreak => self.writer.request(Break::Line),
                Event::Rule => self.writer.request(Break::Paragraph),
                // Of extensions that are not enabled.
                Event::FootnoteReference(_)
                | Event::TaskListMarker(_)
                | Event::InlineMath(_)
                | Event::DisplayMath(_) => {}
            }
        }
        self.writer.finish()
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Paragraph | Tag::Table(_) | Tag::HtmlBlock => self.block(range.start),
            Tag::Heading { .. } => {
                self.block(range.start);
                self.writer.open(self.marks.strong);
            }
            Tag::BlockQuote(_) => {
                self.block(range.start);
                self.writer.quote(self.marks.quote);
            }
            Tag::CodeBlock(kind) => {
                self.block(range.start);
                if matches!(kind, CodeBlockKind::Fenced(_)) {
                    self.fence = self.marks.fence;
                }
                self.writer.text(self.fence);
                self.writer.request(Break::Line);
            }
            Tag::List(first) => {
                self.block(range.start);
                self.lists.push(first);
            }
            Tag::Item => self.item(range.start),
            Tag::TableHead => {
                self.cells = 0;
                self.writer.open(self.marks.strong);
            }
            Tag::TableRow => {
                self.cells = 0;
                self.writer.request(Break::Line);
            }
            Tag::TableCell => {
                if self.cells > 0 {
                    self.writer.text(" | ");
                }
                self.cells += 1;
            }
            Tag::Emphasis => self.emphasis(range, 1, self.marks.emphasis),
            Tag::Strong => self.emphasis(range, 2, self.marks.strong),
            Tag::Strikethrough => {
                let source = self.source.get(range.clone()).unwrap_or_default();
                let length = if source.starts_with("~~") { 2 } else { 1 };
                self.emphasis(range, length, self.marks.strike);
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push((dest_url.into_string(), self.writer.len()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::TableHead => self.writer.close(),
            TagEnd::BlockQuote(_) => self.writer.outdent(),
            TagEnd::CodeBlock => {
                self.writer.request(Break::Line);
                self.writer.text(std::mem::take(&mut self.fence));
                // What comes next in a tight list's item is no block.
                self.writer.request(Break::Line);
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Item => self.writer.outdent(),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                match self.literals.pop().flatten() {
                    Some(mark) => self.writer.text(mark),
                    None => self.writer.close(),
                }
            }
            TagEnd::Link | TagEnd::Image => self.end_of_link(),
            _ => {}
        }
    }

    /// Begins a block at the same distance from the one before it as in the source.
    fn block(&mut self, start: usize) {
        let before = self.source.get(..start).unwrap_or_default();
        let between = before.chars().rev().take(MAX_GAP);
        let gap = between.take_while(|c| c.is_whitespace() || *c == '>');
        let blank_line = gap.filter(|c| *c == '\n').count() > 1;
        self.writer.request(if blank_line {
            Break::Paragraph
        } else {
            Break::Line
        });
    }

    /// Begins a list item. A number that runs ahead of its place was meant, and stays.
    fn item(&mut self, start: usize) {
        let Some(Some(next)) = self.lists.last_mut() else {
            return self.writer.item("- ");
        };
        let source = self.source.get(start..).unwrap_or_default();
        let rest = source.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = source.strip_suffix(rest).unwrap_or_default();
        let number = match digits.parse::<u64>() {
            Ok(written) if written >= *next => {
                *next = written;
                digits.to_owned()
            }
            _ => next.to_string(),
        };
        *next = next.saturating_add(1);
        let sign = if rest.starts_with(')') { ')' } else { '.' };
        self.writer.item(&format!("{number}{sign} "));
    }

    /// Emphasis that touches a letter, a digit or an `@`, or that begins inside a URL, was hardly
    /// meant: it is a code to dial, a formula, an address. Channels would not show it either, so it
    /// stays as it was written, with its mark of `length` bytes.
    fn emphasis(&mut self, range: Range<usize>, length: usize, mark: &'static str) {
        let before = self.source.get(..range.start).unwrap_or_default();
        let after = self.source.get(range.end..).unwrap_or_default();
        let touches = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '@');
        let in_url = self.is_in_url(before);
        if touches(before.chars().next_back()) || touches(after.chars().next()) || in_url {
            let literal = self.source.get(range.start..range.start + length);
            let literal = literal.unwrap_or_default();
            self.writer.text(literal);
            self.literals.push(Some(literal));
        } else {
            self.writer.open(mark);
            self.literals.push(None);
        }
    }

    /// Whether the word at the end of a text has the beginning of a URL. Each text is the beginning
    /// of the next one.
    fn is_in_url(&mut self, text: &str) -> bool {
        let (looked, in_url) = self.words;
        // What was looked at may have ended within the sign.
        let from = text.floor_char_boundary(looked.saturating_sub("://".len()));
        let new = text.get(from..).unwrap_or_default();
        let in_url = match new.rfind(char::is_whitespace) {
            Some(space) => new.get(space..).is_some_and(|word| word.contains("://")),
            None => in_url || new.contains("://"),
        };
        self.words = (text.len(), in_url);
        in_url
    }

    /// `text (url)`, or only one of them when the other adds nothing.
    fn end_of_link(&mut self) {
        let Some((url, start)) = self.links.pop() else {
            return;
        };
        let shown = self.writer.since(start);
        if shown.trim().is_empty() {
            self.writer.text(&url);
        } else if !url.is_empty() && essence(shown) != essence(&url) {
            self.writer.text(&format!(" ({url})"));
        }
    }
}

/// An address in a form to compare by, without the marks around it.
fn essence(address: &str) -> String {
    let address = address.trim_start_matches(|c: char| !c.is_alphanumeric());
    let address = ["https://", "http://", "mailto:", "tel:"]
        .into_iter()
        .find_map(|scheme| address.strip_prefix(scheme))
        .unwrap_or(address);
    address.chars().filter(|c| c.is_alphanumeric()).collect()
}
