//! Which stories are played.

use std::{fmt, ops::Range};

/// How many, where nobody asks for another number.
pub(crate) const USUAL: u64 = 20_000;

/// What was asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(crate) seed: Option<u64>,
    pub(crate) seeds: Option<u64>,
    pub(crate) from: Option<u64>,
}

/// The seeds of a run, in the order in which they are begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seeds(Vec<Range<u64>>);

impl Knobs {
    /// `changing` is where the half begins that is not always the same.
    pub(crate) fn choose(self, changing: u64) -> Seeds {
        let ranges = match self.seeds {
            Some(seeds) => vec![from(self.from.unwrap_or(0), seeds)],
            None => vec![
                from(0, USUAL / 2),
                from(self.from.unwrap_or(changing), USUAL / 2),
            ],
        };
        Seeds(ranges)
    }
}

const fn from(first: u64, seeds: u64) -> Range<u64> {
    first..first.saturating_add(seeds)
}

impl Seeds {
    pub(crate) fn len(&self) -> u64 {
        self.0.iter().map(|range| range.end - range.start).sum()
    }

    pub(crate) fn nth(&self, mut index: u64) -> Option<u64> {
        for range in &self.0 {
            let seeds = range.end - range.start;
            if index < seeds {
                return Some(range.start + index);
            }
            index -= seeds;
        }
        None
    }
}

impl fmt::Display for Seeds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ranges = self.0.iter().map(|range| format!("{range:?}"));
        let ranges: Vec<_> = ranges.collect();
        write!(f, "the seeds {}", ranges.join(" and "))?;
        match &self.0[..] {
            [_, changing] => write!(
                f,
                "; the same again: SIM_FROM={} cargo test -p conversation --test simulation",
                changing.start
            ),
            _ => Ok(()),
        }
    }
}

#[test]
fn half_of_the_stories_change_and_half_do_not() {
    let chosen = Knobs::default().choose(70_000);
    assert_eq!(chosen, Seeds(vec![0..10_000, 70_000..80_000]));
    assert_eq!(chosen.len(), USUAL);
    let edges = [0, 9_999, 10_000, 19_999, 20_000].map(|index| chosen.nth(index));
    assert_eq!(
        edges,
        [Some(0), Some(9_999), Some(70_000), Some(79_999), None]
    );
}

#[test]
fn what_a_run_printed_is_played_again() {
    let printed = Knobs::default().choose(70_000);
    let from = Some(70_000);
    let again = Knobs {
        from,
        ..Knobs::default()
    };
    assert!(printed.to_string().contains("SIM_FROM=70000 "));
    assert_eq!(again.choose(80_000), printed);
}

#[test]
fn as_many_are_played_as_are_asked_for() {
    let seeds = Some(50);
    let asked = Knobs {
        seeds,
        ..Knobs::default()
    };
    assert_eq!(asked.choose(70_000).to_string(), "the seeds 0..50");
    let from = Some(100);
    let later = Knobs { from, ..asked }.choose(70_000);
    assert_eq!(later.to_string(), "the seeds 100..150");
    assert_eq!(later.len(), 50);
}
