//! HTML tags, told from other words in angle brackets.

use std::collections::BTreeMap;

use super::attributes::are_attributes;

/// Names that are always tags, since nobody writes them as a placeholder.
const MARKUP: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "script",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Other names of elements with text. They are also words, such as `<data>`, and so are tags only
/// in pairs. Source: <https://html.spec.whatwg.org/multipage/indices.html#elements-3>.
const WORDS: &[&str] = &[
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "bdi",
    "bdo",
    "big",
    "body",
    "button",
    "caption",
    "center",
    "cite",
    "data",
    "dd",
    "details",
    "dfn",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "head",
    "header",
    "hgroup",
    "html",
    "kbd",
    "label",
    "legend",
    "main",
    "mark",
    "menu",
    "nav",
    "object",
    "option",
    "output",
    "q",
    "samp",
    "section",
    "select",
    "summary",
    "textarea",
    "tfoot",
    "time",
    "title",
    "tt",
    "var",
    "video",
];

/// A tag at the beginning of a text.
pub(super) struct HtmlTag<'a> {
    /// The name in lower case.
    pub(super) name: String,
    pub(super) is_end: bool,
    attributes: &'a str,
    /// The length in bytes.
    pub(super) length: usize,
}

impl<'a> HtmlTag<'a> {
    /// The tag with which a text begins, if it is an HTML tag. `ends` are the end tags of a text
    /// that ends with it.
    pub(super) fn read(text: &'a str, ends: &Ends) -> Option<Self> {
        let inside = text.strip_prefix('<')?;
        let end = inside.find(['<', '>'])?;
        let (inside, after) = inside.split_at_checked(end)?;
        let (name, is_end) = match inside.strip_prefix('/') {
            Some(name) => (name, true),
            None => (inside, false),
        };
        let rest = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        let name = name.strip_suffix(rest)?.to_ascii_lowercase();
        let attributes = rest.trim_end().trim_end_matches('/').trim();
        let apart = rest.is_empty() || rest.starts_with([' ', '\t', '\n', '/']);
        let plain = attributes.is_empty() || (!is_end && are_attributes(attributes));
        let is_tag = MARKUP.contains(&name.as_str())
            || (WORDS.contains(&name.as_str()) && (is_end || ends.has(&name, after)));
        (after.starts_with('>') && apart && plain && is_tag).then_some(Self {
            name,
            is_end,
            attributes,
            length: inside.len() + 2,
        })
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        let lower = self.attributes.to_ascii_lowercase();
        let starts = lower.match_indices(name).map(|(at, _)| at);
        starts.into_iter().find_map(|at| {
            let before = self.attributes.get(..at)?.chars().next_back();
            let value = self.attributes.get(at + name.len()..)?.trim_start();
            let value = value.strip_prefix('=')?.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let value = match quote {
                Some(quote) => value.get(1..)?.split(quote).next(),
                None => value.split(char::is_whitespace).next(),
            };
            value.filter(|_| before.is_none_or(char::is_whitespace))
        })
    }
}

/// The end tags of a text: for each name, how much of the text is left where the last one begins.
pub(super) struct Ends(BTreeMap<String, usize>);

impl Ends {
    pub(super) fn of(text: &str) -> Self {
        let begun = text.match_indices("</").filter_map(|(at, _)| {
            let from = text.get(at..)?;
            let name = from.get(2..)?;
            let rest = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
            let name = name.strip_suffix(rest).filter(|_| rest.starts_with('>'))?;
            Some((name.to_ascii_lowercase(), from.len()))
        });
        Self(begun.collect())
    }

    /// Whether the last `left` bytes of the text have an end tag of that name.
    fn has(&self, name: &str, end: &str) -> bool {
        self.0.get(name).is_some_and(|left| *left <= end.len())
    }
}
