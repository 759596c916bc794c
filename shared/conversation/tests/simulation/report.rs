//! What a run shows: which rules were broken, and which rare states were reached.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use testkit::simulation::{Played, Rare};

/// How many seeds are named for each rule.
const NAMED: usize = 8;

/// What the stories of a run have come to.
#[derive(Debug, Default)]
pub(crate) struct Report {
    stories: u64,
    broken: BTreeMap<u64, Vec<String>>,
    /// In how many stories each state was reached, and the first of them.
    reached: BTreeMap<Rare, (u64, u64)>,
}

impl Report {
    pub(crate) fn add(&mut self, seed: u64, played: Played) {
        self.stories += 1;
        for rare in played.reached {
            let (stories, first) = self.reached.entry(rare).or_insert((0, seed));
            *stories += 1;
            *first = seed.min(*first);
        }
        if !played.broken.is_empty() {
            self.broken.insert(seed, played.broken);
        }
    }

    pub(crate) const fn stories(&self) -> u64 {
        self.stories
    }

    /// A table of the states that were reached.
    pub(crate) fn reached(&self) -> String {
        let mut table = String::from("| stories | first seed | state |\n| ---: | ---: | --- |\n");
        for (rare, (stories, first)) in &self.reached {
            writeln!(table, "| {stories} | {first} | `{rare:?}` |").unwrap();
        }
        table
    }

    pub(crate) fn never_reached(&self) -> Vec<Rare> {
        let all = Rare::ALL.iter().copied();
        all.filter(|rare| !self.reached.contains_key(rare))
            .collect()
    }

    /// How the first story breaks which rules, and how many break each; none when none does.
    pub(crate) fn broken(&self) -> Option<String> {
        let (first, rules) = self.broken.first_key_value()?;
        let mut told = format!(
            "{} of {} stories break a rule.\n",
            self.broken.len(),
            self.stories
        );
        let mut kinds: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for (seed, rules) in &self.broken {
            let rules: BTreeSet<String> = rules.iter().map(|rule| kind(rule)).collect();
            for rule in rules {
                kinds.entry(rule).or_default().push(*seed);
            }
        }
        for (rule, seeds) in kinds {
            let named: Vec<String> = seeds.iter().take(NAMED).map(u64::to_string).collect();
            let more = if seeds.len() > NAMED { ", …" } else { "" };
            writeln!(
                told,
                "{:>7} × {rule}: {}{more}",
                seeds.len(),
                named.join(", ")
            )
            .unwrap();
        }
        write!(
            told,
            "The first:\n{}\nSIM_SEED={first} cargo test -p conversation --test simulation",
            rules.join("\n")
        )
        .unwrap();
        Some(told)
    }
}

/// What was broken, without what differs from story to story: times, ids and what stands in
/// brackets.
fn kind(broken: &str) -> String {
    let Some((told, what)) = broken.split_once(": ") else {
        return broken.to_owned();
    };
    let rule = told.split_once(" at ").map_or(told, |(rule, _)| rule);
    let mut depth = 0_u32;
    let mut plain = String::new();
    for letter in what.chars() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth = depth.saturating_sub(1);
                plain.push('…');
            }
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    let is_same = |word: &&str| !word.contains(|letter: char| letter.is_ascii_digit());
    let plain: Vec<&str> = plain.split_whitespace().filter(is_same).collect();
    format!("{rule}: {}", plain.join(" "))
}

fn played(broken: &[&str], reached: &[Rare]) -> Played {
    Played {
        broken: broken.iter().map(|&rule| rule.to_owned()).collect(),
        reached: reached.iter().copied().collect(),
        story: Vec::new(),
    }
}

#[test]
fn stories_are_grouped_by_what_they_break() {
    let mut report = Report::default();
    report.add(9, played(&["rule 1 at 18: MessageId(\"m7\") is lost"], &[]));
    report.add(
        4,
        played(
            &[
                "rule 1 at 17: MessageId(\"m2\") is lost",
                "rule 7 at 17: sent again",
            ],
            &[],
        ),
    );
    report.add(8, played(&["a panic: 3 at 2"], &[]));
    report.add(1, played(&[], &[]));
    assert_eq!(
        report.broken().unwrap(),
        "3 of 4 stories break a rule.\n\
         \x20     1 × a panic: at: 8\n\
         \x20     2 × rule 1: MessageId… is lost: 4, 9\n\
         \x20     1 × rule 7: sent again: 4\n\
         The first:\n\
         rule 1 at 17: MessageId(\"m2\") is lost\n\
         rule 7 at 17: sent again\n\
         SIM_SEED=4 cargo test -p conversation --test simulation"
    );
}

#[test]
fn a_state_that_no_story_reached_is_named() {
    let mut report = Report::default();
    report.add(7, played(&[], &Rare::ALL[1..]));
    report.add(5, played(&[], &Rare::ALL[2..]));
    assert_eq!(report.broken(), None);
    assert_eq!(report.never_reached(), Rare::ALL[..1]);
    let (one, two) = (Rare::ALL[1], Rare::ALL[2]);
    let reached = report.reached();
    assert!(reached.contains(&format!("| 1 | 7 | `{one:?}` |")));
    assert!(reached.contains(&format!("| 2 | 5 | `{two:?}` |")));
}

#[test]
fn each_state_is_documented() {
    let documentation = include_str!("../../../../docs/SIMULATION.md");
    for rare in Rare::ALL {
        let line = format!("| `{rare:?}` | {} |", rare.meaning());
        assert!(documentation.contains(&line), "{line}");
    }
}
