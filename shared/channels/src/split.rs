//! Splitting a long text into messages.

use conversation::Part;
use unicode_segmentation::UnicodeSegmentation;

/// The limit of one message on a channel.
///
/// Most providers say "characters" and leave open what they count. UTF-16 is the largest count in
/// use, so that a part is within the limit whichever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// That many UTF-16 code units.
    Characters(usize),
    /// That many bytes of UTF-8.
    Bytes(usize),
}

impl Limit {
    /// The length of a text, in the limit's unit.
    pub(crate) fn length(self, text: &str) -> usize {
        match self {
            Self::Characters(_) => text.encode_utf16().count(),
            Self::Bytes(_) => text.len(),
        }
    }

    /// The limit's number.
    pub(crate) const fn most(self) -> usize {
        match self {
            Self::Characters(most) | Self::Bytes(most) => most,
        }
    }

    /// A limit that is lower by that much.
    pub(crate) const fn less(self, by: usize) -> Self {
        match self {
            Self::Characters(most) => Self::Characters(most.saturating_sub(by)),
            Self::Bytes(most) => Self::Bytes(most.saturating_sub(by)),
        }
    }

    /// The limit that is left after a text; none if the text is too long.
    fn without(self, text: &str) -> Option<Self> {
        let length = self.length(text);
        (length <= self.most()).then(|| self.less(length))
    }
}

/// Splits a text into parts of at most `max` UTF-16 code units: at the end of a paragraph, else of
/// a line, a sentence or a word, and never inside a grapheme that fits. Only white space around the
/// cuts is lost.
pub fn split(text: &str, max: usize) -> Vec<Part> {
    split_to(text, Limit::Characters(max))
}

/// Like [`split`], by any limit.
pub(crate) fn split_to(text: &str, limit: Limit) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = trim(text);
    while !rest.is_empty() {
        let (part, after) = rest
            .split_at_checked(cut(rest, limit))
            .unwrap_or((rest, ""));
        parts.push(Part::text(trim(part).to_owned()));
        rest = trim(after);
    }
    parts
}

/// Where the first part ends, in bytes.
pub(crate) fn cut(text: &str, limit: Limit) -> usize {
    let mut room = limit;
    let (mut end, mut paragraph, mut line, mut word) = (0, 0, 0, 0);
    let mut ends = Vec::new();
    for grapheme in text.graphemes(true) {
        let Some(left) = room.without(grapheme) else {
            break;
        };
        room = left;
        let new_line = grapheme.ends_with('\n');
        if new_line && line == end {
            paragraph = end + grapheme.len();
        }
        end += grapheme.len();
        ends.push(end);
        if new_line {
            line = end;
        }
        if is_blank(grapheme) {
            word = end;
        }
    }
    if end == text.len() {
        return end;
    }
    if end == 0 {
        return start_of_grapheme(text, limit);
    }
    let sentence = text
        .get(..end)
        .into_iter()
        .flat_map(|head| head.split_sentence_bound_indices())
        .map(|(at, _)| at)
        .filter(|at| ends.binary_search(at).is_ok())
        .last()
        .unwrap_or(0);
    // A better place in the first half would make many short messages out of one long one.
    [paragraph, line, sentence, word]
        .into_iter()
        .find(|at| *at > end / 2)
        .unwrap_or(end)
}

/// A grapheme can be longer than any message; then it has to be cut.
fn start_of_grapheme(text: &str, mut room: Limit) -> usize {
    let mut length = 0;
    for c in text.chars() {
        let Some(left) = room.without(c.encode_utf8(&mut [0; 4])) else {
            break;
        };
        room = left;
        length += c.len_utf8();
    }
    length.max(text.chars().next().map_or(0, char::len_utf8))
}

fn is_blank(grapheme: &str) -> bool {
    grapheme.chars().all(char::is_whitespace)
}

/// Like [`str::trim`], but by graphemes: a space may carry an accent.
pub(crate) fn trim(text: &str) -> &str {
    let length = |grapheme: &str| grapheme.len();
    let front: usize = text
        .graphemes(true)
        .take_while(|grapheme| is_blank(grapheme))
        .map(length)
        .sum();
    let text = text.get(front..).unwrap_or_default();
    let back: usize = text
        .graphemes(true)
        .rev()
        .take_while(|grapheme| is_blank(grapheme))
        .map(length)
        .sum();
    text.get(..text.len() - back).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str, max: usize) -> Vec<String> {
        split(text, max).into_iter().map(|part| part.text).collect()
    }

    fn units(text: &str) -> usize {
        text.encode_utf16().count()
    }

    #[test]
    fn a_short_text_is_one_part() {
        assert_eq!(texts("  oi\n", 4096), ["oi"]);
        assert!(texts(" \n ", 4096).is_empty());
    }

    #[test]
    fn the_best_end_in_the_second_half_is_taken() {
        for (text, expected) in [
            (
                "aaa bbb.\n\nccc ddd. eee fff",
                ["aaa bbb.", "ccc ddd. eee fff"],
            ),
            ("aaa bbb. Cc\nddd eee fff", ["aaa bbb. Cc", "ddd eee fff"]),
            ("Aaa bbb ccc. Ddd eee fff", ["Aaa bbb ccc.", "Ddd eee fff"]),
            ("aaaa bbbb cccc dddd eeee", ["aaaa bbbb cccc", "dddd eeee"]),
            ("aaaaaaaaaabbbbbbbbbbcccc", ["aaaaaaaaaabbbbbb", "bbbbcccc"]),
            ("aaaa bbbb\n\nCc\nDdd eee", ["aaaa bbbb", "Cc\nDdd eee"]),
            ("aaaa bbbb\nC d. Eee fff", ["aaaa bbbb", "C d. Eee fff"]),
            // A sentence may end inside a grapheme: `‼` is also part of an emoji.
            (
                "aaaaaaaaaa‼\u{200d}👍 bbbbbbbb",
                ["aaaaaaaaaa‼\u{200d}👍", "bbbbbbbb"],
            ),
            // The paragraph's end in the first half would leave a part of two letters.
            (
                "oi\n\naaaa bbbb. Cccc dddd",
                ["oi\n\naaaa bbbb.", "Cccc dddd"],
            ),
        ] {
            assert_eq!(texts(text, 16), expected, "{text}");
        }
    }

    #[test]
    fn a_part_is_counted_as_utf_16() {
        assert_eq!(
            texts(&"😀".repeat(9), 16),
            ["😀".repeat(8), "😀".to_owned()]
        );
    }

    #[test]
    fn a_grapheme_is_cut_only_when_it_fits_into_no_part() {
        let family = "👨‍👩‍👧‍👦";
        assert_eq!(units(family), 11);
        assert_eq!(
            texts(&format!("aaaaaaaa{family}"), 16),
            ["aaaaaaaa", family]
        );

        let tower = format!("a{}", "\u{301}".repeat(20));
        let parts = texts(&tower, 16);
        assert_eq!(parts.concat(), tower);
        assert!(parts.iter().all(|part| units(part) <= 16));
    }

    /// Text in which cuts are likely to be wrong: accents, emoji sequences, flags, line breaks.
    fn awkward() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("palavra "),
            Just("Fim. "),
            Just("\n"),
            Just("\r\n"),
            Just("\n\n"),
            Just(" \u{308}"),
            Just("\u{600} "),
            Just("é"),
            Just("🇧🇷"),
            Just("👨‍👩‍👧‍👦"),
            Just("👍🏽"),
            Just("。"),
            Just("한"),
        ];
        let any_text = proptest::string::string_regex("\\PC{0,40}").unwrap();
        (proptest::collection::vec(piece, 0..60), any_text)
            .prop_map(|(pieces, text)| pieces.concat() + &text)
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_part_is_too_long(text in awkward(), max in 12usize..80) {
            let parts = texts(&text, max);
            prop_assert!(parts.iter().all(|part| !part.is_empty() && units(part) <= max));
            let said = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(said(&parts.concat()), said(&text));
        }

        #[test]
        fn every_part_begins_and_ends_where_a_grapheme_does(text in awkward(), max in 12usize..80) {
            prop_assume!(text.graphemes(true).all(|grapheme| units(grapheme) <= max));
            let whole: Vec<&str> =
                text.graphemes(true).filter(|grapheme| !is_blank(grapheme)).collect();
            let parts = texts(&text, max);
            let cut: Vec<&str> = parts
                .iter()
                .flat_map(|part| part.graphemes(true))
                .filter(|grapheme| !is_blank(grapheme))
                .collect();
            prop_assert_eq!(cut, whole);
        }
    }
}
