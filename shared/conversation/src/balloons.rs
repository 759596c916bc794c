//! Balloons: an answer in text is sent as a person would write it, some paragraphs at a time.

use std::time::Duration;

/// How an answer in text is divided, and how long it pauses in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balloons {
    /// The most balloons of one answer. The last one holds all the rest.
    pub max: usize,
    /// The longest pause before a balloon.
    pub max_pause: Duration,
}

/// How long a person types at one character.
const A_CHARACTER: Duration = Duration::from_millis(35);
/// The shortest pause, unless the settings want a shorter one.
const LEAST_PAUSE: Duration = Duration::from_millis(700);

impl Balloons {
    /// How long a person would type so many characters; none if there are no pauses.
    pub fn pause(&self, characters: u64) -> Option<Duration> {
        let characters = u32::try_from(characters).unwrap_or(u32::MAX);
        let typed = A_CHARACTER.saturating_mul(characters);
        let pause = typed.max(LEAST_PAUSE).min(self.max_pause);
        (!pause.is_zero()).then_some(pause)
    }

    /// Divides an answer in Markdown between paragraphs. Code, a list, and a heading with what
    /// follows it stay together.
    pub fn divide<'a>(&self, markdown: &'a str) -> Vec<&'a str> {
        if markdown.lines().any(defines_a_link) {
            return vec![markdown];
        }
        let mut starts: Vec<usize> = Vec::new();
        let mut list = false;
        let mut announced = false;
        for block in blocks(markdown) {
            let continues = is_indented(block.first)
                || is_a_later_number(block.first)
                || list && (is_an_item(block.first) || is_code(block.first));
            let begins = !announced && !continues && starts.len() < self.max;
            if begins || starts.is_empty() {
                starts.push(block.start);
            }
            if !is_indented(block.first) && !is_code(block.first) {
                list = is_an_item(block.first);
            }
            announced = announces(block.first, block.last);
        }
        let ends = starts.iter().skip(1).copied().chain([markdown.len()]);
        let divided = starts.iter().zip(ends);
        divided
            .filter_map(|(start, end)| Some(markdown.get(*start..end)?.trim_end()))
            .collect()
    }
}

/// How much of its pause the next balloon is given, if `pauses` are those that are still to come, it
/// first, and `spare` is the time that all of them may take.
pub(crate) fn share(mut pauses: impl Iterator<Item = Duration>, spare: Duration) -> Duration {
    let next = pauses.next().unwrap_or_default();
    let all = pauses.fold(next, Duration::saturating_add);
    if all <= spare {
        return next;
    }
    let share = next.as_millis() * spare.as_millis() / all.as_millis().max(1);
    Duration::from_millis(u64::try_from(share).unwrap_or(u64::MAX))
}

/// Lines without an empty one between them, or a whole block of code.
struct Block<'a> {
    start: usize,
    first: &'a str,
    last: &'a str,
}

fn blocks(markdown: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut fence: Option<&str> = None;
    let mut goes_on = false;
    let mut start = 0;
    for line in markdown.split_inclusive('\n') {
        let text = line.trim_end();
        if fence.is_none() && text.is_empty() {
            goes_on = false;
        } else {
            match blocks.last_mut().filter(|_| goes_on) {
                Some(block) => block.last = text,
                None => blocks.push(Block {
                    start,
                    first: text,
                    last: text,
                }),
            }
            goes_on = true;
            fence = match (fence, marks(text)) {
                (None, mark) => mark,
                (Some(open), Some(mark)) if mark.starts_with(open) && ends_code(text) => None,
                (open, _) => open,
            };
        }
        start += line.len();
    }
    blocks
}

/// The marks by which a line begins or ends a block of code.
fn marks(line: &str) -> Option<&str> {
    let line = line.trim_start();
    ["```", "~~~"].into_iter().find_map(|least| {
        let mark = least.chars().next()?;
        let end = line.find(|c| c != mark).unwrap_or(line.len());
        let (marks, rest) = line.split_at_checked(end)?;
        // Otherwise it is code within a line.
        let is_alone = marks.len() >= least.len() && !rest.contains(mark);
        is_alone.then_some(marks)
    })
}

fn is_code(first: &str) -> bool {
    marks(first).is_some()
}

fn ends_code(line: &str) -> bool {
    line.trim_start().chars().all(|c| matches!(c, '`' | '~'))
}

/// Such as `[1]: https://example.com`, which other paragraphs refer to.
fn defines_a_link(line: &str) -> bool {
    let rest = line.trim_start().strip_prefix('[');
    rest.and_then(|rest| rest.split_once("]:"))
        .is_some_and(|(name, _)| !name.is_empty() && !name.contains(']'))
}

fn is_indented(line: &str) -> bool {
    line.starts_with("  ") || line.starts_with('\t')
}

/// Whether a line begins an item of a list.
fn is_an_item(line: &str) -> bool {
    let marked = line.strip_prefix(['-', '*', '+']);
    marked.is_some_and(|rest| rest.starts_with(' ')) || number(line).is_some()
}

/// Whether a line is an item of a list that began before it.
fn is_a_later_number(line: &str) -> bool {
    number(line).is_some_and(|number| number > 1)
}

/// The number of an item in a numbered list.
fn number(line: &str) -> Option<u32> {
    let (number, rest) = line.split_once(['.', ')'])?;
    rest.starts_with(' ').then(|| number.parse().ok())?
}

/// Whether a block would be strange without what follows: a heading, a line across, or words that
/// end in a colon.
fn announces(first: &str, last: &str) -> bool {
    let is_hashes = last.trim_start_matches('#').starts_with(' ') && last.starts_with('#');
    let strong = last
        .strip_prefix("**")
        .and_then(|rest| rest.strip_suffix("**"));
    let is_strong = first == last && strong.is_some_and(|title| !title.contains("**"));
    let is_a_line = last.len() >= 3
        && ['-', '=', '*', '_']
            .iter()
            .any(|mark| last.chars().all(|c| c == *mark));
    let unmarked = last.trim_end_matches(['*', '_']);
    is_hashes || is_strong || is_a_line || unmarked.ends_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: Balloons = Balloons {
        max: 3,
        max_pause: Duration::from_secs(4),
    };

    #[test]
    fn an_answer_is_divided_between_paragraphs_and_the_last_balloon_has_the_rest() {
        assert_eq!(THREE.divide("Oi, Ana!"), ["Oi, Ana!"]);
        assert_eq!(
            THREE.divide("\nOi, Ana!\nTudo bem?\r\n\r\nSim.\n \n\nTemos.\n\nE mais.\n"),
            ["Oi, Ana!\nTudo bem?", "Sim.", "Temos.\n\nE mais."]
        );
        let one = Balloons { max: 1, ..THREE };
        assert_eq!(one.divide("a\n\nb\n"), ["a\n\nb"]);
        assert!(THREE.divide(" \n\n").is_empty());
    }

    #[test]
    fn what_belongs_together_stays_together() {
        for whole in [
            "```\na\n\nb\n```",
            "~~~~sh\na\n\n~~~\n\nb\n~~~~",
            "```\nnever closed\n\nb",
            "- a\n\n- b\n\n  of b\n\n- c",
            "1. a\n\n2. b",
            "1) a\n\n```\ncode\n```\n\n2) b",
            "- a\n\n```\ncode\n```\n\n- b",
            "## Planos\n\nTemos dois.",
            "**Planos**\n\nTemos dois.",
            "Planos\n===\n\nTemos dois.",
            "Temos dois planos:\n\n- a\n- b",
            "**Temos dois planos:**\n\n- a\n- b",
            "a\n\tb\n\n\tc",
            "See [this][1].\n\n[1]: https://loja.example",
        ] {
            assert_eq!(THREE.divide(whole), [whole]);
        }
        for (answer, second) in [
            ("a\n\n```\nb\n\nc\n```\n\nd", "```\nb\n\nc\n```"),
            ("- a\n\n- b\n\nc", "c"),
            ("A **b** é **c**\n\n1. d", "1. d"),
            ("a\n\n---\n\nb", "---\n\nb"),
            ("**a** e **b**\n\nc", "c"),
            ("```a``` b\n\nc", "c"),
        ] {
            assert_eq!(THREE.divide(answer).get(1), Some(&second), "{answer}");
        }
    }

    #[test]
    fn a_pause_is_as_long_as_a_person_types_within_its_bounds() {
        let millis = |characters| THREE.pause(characters).map(|pause| pause.as_millis());
        assert_eq!(millis(1), Some(700));
        assert_eq!(millis(20), Some(700));
        assert_eq!(millis(100), Some(3_500));
        assert_eq!(millis(u64::MAX), Some(4_000));
        let short = |ms| Balloons {
            max_pause: Duration::from_millis(ms),
            ..THREE
        };
        assert_eq!(short(300).pause(1), Some(Duration::from_millis(300)));
        assert_eq!(short(0).pause(100), None);
    }

    #[test]
    fn pauses_for_which_there_is_too_little_time_shrink_alike() {
        let shared = |pauses: &[u64], spare| {
            let pauses = pauses.iter().map(|ms| Duration::from_millis(*ms));
            share(pauses, Duration::from_millis(spare)).as_millis()
        };
        assert_eq!(shared(&[4_000, 2_000], 6_000), 4_000);
        assert_eq!(shared(&[4_000, 2_000], 3_000), 2_000);
        assert_eq!(shared(&[2_000], 1_000), 1_000);
        assert_eq!(shared(&[2_000], 0), 0);
        assert_eq!(shared(&[], 0), 0);
    }
}
