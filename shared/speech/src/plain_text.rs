//! Removes what Markdown leaves that is not text: schemes of addresses, HTML, SSML, and typographic
//! hyphens.

/// Tags that people and models write in the middle of a text. Others may be a place to fill in, as
/// in `<seu nome>`, and stay.
const TAGS: [&str; 23] = [
    "a", "b", "i", "u", "s", "em", "strong", "small", "mark", "del", "ins", "sub", "sup", "code",
    "pre", "span", "font", "img", "table", "tbody", "thead", "ul", "ol",
];
/// The tags of SSML, which a model writes for the voice and not all voices know
/// (<https://www.w3.org/TR/speech-synthesis11/>), and Azure's and Amazon's own.
const SSML: [&str; 14] = [
    "speak",
    "break",
    "emphasis",
    "prosody",
    "say-as",
    "phoneme",
    "voice",
    "audio",
    "lang",
    "w",
    "lexicon",
    "?xml",
    "mstts:express-as",
    "amazon:effect",
];
/// Tags that begin or end a line.
const BLOCKS: [&str; 13] = [
    "br", "p", "div", "li", "tr", "td", "th", "hr", "h1", "h2", "h3", "h4", "center",
];
/// Fewer digits may be the same at the end by chance: a phone number has eight without its area
/// code.
const LOCAL_DIGITS: usize = 8;

pub(crate) fn clean(text: &str) -> String {
    let text = without_tags(text);
    let lines: Vec<_> = text
        .lines()
        .map(|line| plain_hyphens(&without_schemes(line)))
        .collect();
    lines.join("\n")
}

/// The text without HTML and SSML; the target of a tag is in brackets after its text.
fn without_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut leads_to = None;
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('<') {
        kept.push_str(before);
        let tag = from.split_once('>');
        let tag = tag.and_then(|(tag, after)| Some((name(tag)?, tag, after)));
        let Some((name, tag, after)) = tag else {
            kept.push('<');
            rest = from;
            continue;
        };
        rest = after;
        match (&*name, tag.starts_with('/')) {
            ("a", false) => leads_to = address(tag, "href="),
            ("img", _) => push_address(&mut kept, address(tag, "src=")),
            _ if BLOCKS.contains(&&*name) => kept.push('\n'),
            _ => {}
        }
        if name == "a" && tag.starts_with('/') {
            push_address(&mut kept, leads_to.take());
        }
    }
    kept.push_str(rest);
    push_address(&mut kept, leads_to);
    kept
}

/// The name of a tag, if it is one of HTML or SSML.
fn name(tag: &str) -> Option<String> {
    let tag = tag.trim_start_matches('/').trim_end_matches('/').trim_end();
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, "="));
    let name = name.to_ascii_lowercase();
    let mut known = TAGS.iter().chain(&SSML).chain(&BLOCKS);
    let known = known.any(|known| *known == name);
    let is_tag = known && attributes.contains('=') && !tag.contains(['<', '\n']);
    is_tag.then_some(name)
}

/// The value of an attribute, if it leads somewhere.
fn address(tag: &str, attribute: &str) -> Option<String> {
    let start = tag.to_ascii_lowercase().find(attribute)? + attribute.len();
    let value = tag.get(start..)?.trim_start_matches(['"', '\'']);
    let value = value.split(['"', '\'', ' ']).next()?;
    value.contains(':').then(|| value.to_owned())
}

fn push_address(kept: &mut String, address: Option<String>) {
    if let Some(address) = address {
        kept.push_str(&format!(" ({address})"));
    }
}

/// The text without `tel:` and `mailto:`; and without the address itself if it is in brackets after
/// the same one.
fn without_schemes(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = split_at_scheme(rest) {
        let end = after.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | ']' | '"'));
        let (address, left) = after.split_at(end.unwrap_or(after.len()));
        // The subject of a mail, or an extension, follows.
        let address = address.split(['?', ';']).next().unwrap_or_default();
        kept.push_str(before);
        let outside = kept.strip_suffix('(').zip(left.strip_prefix(')'));
        match outside.filter(|(said, _)| is_said(said, address)) {
            Some((said, left)) => {
                kept.truncate(said.trim_end().len());
                rest = left;
            }
            None => {
                kept.push_str(address);
                rest = left;
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// The text before a scheme, and after it. `hotel:` has none, nor has `Tel: 3333`, nor a part of a
/// link.
fn split_at_scheme(line: &str) -> Option<(&str, &str)> {
    let lower = line.to_ascii_lowercase();
    let found = ["tel:", "mailto:"].into_iter().flat_map(|scheme| {
        let starts = lower.match_indices(scheme);
        starts.map(move |(start, scheme)| (start, start + scheme.len()))
    });
    let fits = |(start, end): (usize, usize)| {
        let (before, after) = (line.get(..start)?, line.get(end..)?);
        let begins = before
            .chars()
            .next_back()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '<' | '"' | ':' | '*'));
        let leads = after.starts_with(|c: char| c == '+' || c.is_alphanumeric());
        (begins && leads).then_some((before, after))
    };
    found
        .filter_map(fits)
        .min_by_key(|(before, _)| before.len())
}

/// Whether the line so far has an address: a phone number may be without its country's code.
fn is_said(said: &str, address: &str) -> bool {
    if address.contains('@') {
        let lower = str::to_ascii_lowercase;
        return lower(said).contains(&lower(address));
    }
    let digits = |text: &str| {
        let digits = text.bytes().rev().filter(u8::is_ascii_digit);
        digits.collect::<Vec<_>>()
    };
    let (said, address) = (digits(said), digits(address));
    let same = said.iter().zip(&address).take_while(|(a, b)| a == b);
    same.count() >= LOCAL_DIGITS.min(address.len().max(1))
}

/// The text with `-` in place of its typographic variants within numbers and codes; links stay.
fn plain_hyphens(line: &str) -> String {
    let words = line.split_inclusive(char::is_whitespace).map(|word| {
        if word.contains("://") {
            return word.to_owned();
        }
        let alone = word.trim_end().chars().count() == 1;
        let mut before = ' ';
        let mut chars = word.chars().peekable();
        let mut plain = String::with_capacity(word.len());
        while let Some(c) = chars.next() {
            let within = before.is_ascii_alphanumeric()
                && chars.peek().is_some_and(char::is_ascii_alphanumeric);
            let typographic = matches!(c, '\u{2010}'..='\u{2013}' | '\u{2212}');
            plain.push(if typographic && (within || alone) {
                '-'
            } else {
                c
            });
            before = c;
        }
        plain
    });
    words.collect()
}
