//! The trace header that goes with an event, by which Lambda finds a function that reaches itself.
//!
//! The function hands the header on to the services that it calls, SQS keeps it with the message,
//! and the event source gives it back. Its `Lineage` counts, for each function, how often the
//! function was reached again on the way. AWS documents the header and the count of about 16, but
//! not the form of `Lineage`: this one was seen in records.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html>.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use jiff::Timestamp;
use uuid::Uuid;

/// How often Lambda lets a function run on one trace, unless its recursive loops are allowed.
const MAX_RUNS: u32 = 16;

/// A parsed trace header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trace {
    root: String,
    /// By the function's hash.
    lineage: BTreeMap<String, u32>,
}

impl Trace {
    /// A new trace, as API Gateway begins one for each request.
    pub(super) fn begin() -> Self {
        let id = Uuid::new_v4().simple().to_string();
        let (unique, _) = id.split_at(24);
        Self {
            root: format!("1-{:08x}-{unique}", Timestamp::now().as_second()),
            lineage: BTreeMap::new(),
        }
    }

    /// The trace that a header continues; None if it names none.
    pub(super) fn parse(header: &str) -> Option<Self> {
        let fields: BTreeMap<_, _> = header
            .split(';')
            .filter_map(|field| field.split_once('='))
            .collect();
        let lineage = fields.get("Lineage").copied().unwrap_or_default();
        let counts = lineage.split('|').filter_map(|entry| {
            let (_, counted) = entry.split_once(':')?;
            let (function, count) = counted.split_once(':')?;
            Some((function.to_owned(), count.parse().ok()?))
        });
        Some(Self {
            root: (*fields.get("Root")?).to_owned(),
            lineage: counts.collect(),
        })
    }

    /// The trace after it has reached a function once more.
    pub(super) fn reach(mut self, function: &str) -> Self {
        let counted = self.lineage.entry(hash(function));
        counted.and_modify(|count| *count += 1).or_insert(0);
        self
    }

    /// Whether the function has reached itself so often that Lambda stops it.
    pub(super) fn is_loop_of(&self, function: &str) -> bool {
        let reached = self.lineage.get(&hash(function));
        reached.is_some_and(|count| *count >= MAX_RUNS)
    }

    /// The header that the function gets.
    pub(super) fn header(&self) -> String {
        let root = &self.root;
        let parent = Uuid::new_v4().as_u64_pair().0;
        let counted = self.lineage.iter();
        let counted = counted.map(|(function, count)| format!("1:{function}:{count}"));
        let lineage: Vec<_> = counted.collect();
        let lineage = lineage.join("|");
        format!("Root={root};Parent={parent:016x};Sampled=0;Lineage={lineage}")
    }
}

fn hash(function: &str) -> String {
    let mut hasher = DefaultHasher::new();
    function.hash(&mut hasher);
    format!("{:08x}", hasher.finish() >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_counts_each_function_by_itself_across_its_headers() {
        let mut trace = Trace::begin();
        for run in 0..=MAX_RUNS {
            trace = trace.reach("one");
            trace = Trace::parse(&trace.reach("other").header()).unwrap();
            assert_eq!(trace.is_loop_of("one"), run == MAX_RUNS, "{run}");
        }
        assert!(!trace.is_loop_of("a third"));
    }

    #[test]
    fn what_carries_no_trace_is_none() {
        for header in ["", "Self=1-2-3", "Lineage=1:a87bd80c:3"] {
            assert_eq!(Trace::parse(header), None, "{header}");
        }
    }
}
