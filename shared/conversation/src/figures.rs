//! Figures: what conversations add up to. Each is a sum of counts.

mod counter;
mod lateness;

use std::{collections::BTreeMap, time::Duration};

use crate::{Date, Reason, Usage};

pub use counter::Counter;
pub use lateness::Lateness;

/// The figures of a step, of a conversation's day, or of any sum of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures(BTreeMap<Counter, u64>);

/// What a step adds to the figures of its conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The day on which it is counted, in the integration's time zone.
    pub day: Date,
    /// The figures; never none.
    pub figures: Figures,
}

impl Figures {
    /// Whether nothing is counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Counts `by` more.
    pub fn count(&mut self, counter: Counter, by: u64) {
        if by > 0 {
            let count = self.0.entry(counter).or_default();
            *count = count.saturating_add(by);
        }
    }

    /// Adds other figures.
    pub fn add(&mut self, other: &Self) {
        for (counter, by) in other.iter() {
            self.count(counter.clone(), by);
        }
    }

    /// A count.
    pub fn get(&self, counter: &Counter) -> u64 {
        self.0.get(counter).copied().unwrap_or_default()
    }

    /// All counts above 0.
    pub fn iter(&self) -> impl Iterator<Item = (&Counter, u64)> {
        self.0.iter().map(|(counter, count)| (counter, *count))
    }

    /// The transfers, by reason. That the assistant fails once more is none: people have had the
    /// conversation since it failed first.
    pub fn transfers(&self) -> impl Iterator<Item = (Reason, u64)> {
        let handed_over = self.handed_over();
        handed_over.filter(|(reason, _)| *reason != Reason::StillFailing)
    }

    /// The turns that failed, by reason.
    pub fn failures(&self) -> impl Iterator<Item = (Reason, u64)> {
        self.handed_over().filter(|(reason, _)| reason.is_failure())
    }

    fn handed_over(&self) -> impl Iterator<Item = (Reason, u64)> {
        self.iter().filter_map(|(counter, count)| match counter {
            Counter::HandedOver(reason) => Some((*reason, count)),
            _ => None,
        })
    }

    /// Whether the assistant answered, and no person had to.
    pub fn ended_without_people(&self) -> bool {
        let by_people = self.get(&Counter::TakenOver) > 0 || self.handed_over().next().is_some();
        self.get(&Counter::Replies) > 0 && !by_people
    }

    /// The models that heard recordings, and how many seconds each.
    pub fn heard(&self) -> impl Iterator<Item = (&str, u64)> {
        self.iter().filter_map(|(counter, seconds)| match counter {
            Counter::HeardSeconds(model) => Some((model.as_str(), seconds)),
            _ => None,
        })
    }

    /// The seconds that all models heard.
    pub fn heard_seconds(&self) -> u64 {
        self.heard().map(|(_, seconds)| seconds).sum()
    }

    /// The names of the models that answered.
    pub fn models(&self) -> impl Iterator<Item = &str> {
        self.iter().filter_map(|(counter, _)| match counter {
            Counter::Answers(model) => Some(model.as_str()),
            _ => None,
        })
    }

    /// The tokens of a model.
    pub fn tokens(&self, model: &str) -> Usage {
        let get = |counter: fn(String) -> Counter| self.get(&counter(model.to_owned()));
        Usage {
            input_tokens: get(Counter::InputTokens),
            cached_tokens: get(Counter::CachedTokens),
            output_tokens: get(Counter::OutputTokens),
        }
    }

    /// The lateness that so many of a hundred replies did not exceed; none if there was no reply.
    pub fn lateness(&self, percent: u64) -> Option<Duration> {
        let late = self.iter().filter_map(|(counter, count)| match counter {
            Counter::Late(lateness) => Some((*lateness, count)),
            _ => None,
        });
        let late: Vec<_> = late.collect();
        let all: u64 = late.iter().map(|(_, count)| count).sum();
        let rank = all.saturating_mul(percent).div_ceil(100).max(1);
        let mut met = 0;
        let step = late.iter().find(|(_, count)| {
            met += count;
            met >= rank
        });
        step.map(|(lateness, _)| lateness.at_most())
    }
}

impl FromIterator<(Counter, u64)> for Figures {
    fn from_iter<T: IntoIterator<Item = (Counter, u64)>>(counts: T) -> Self {
        let mut figures = Self::default();
        for (counter, by) in counts {
            figures.count(counter, by);
        }
        figures
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_replies_are_no_later_than_the_median() {
        let late = |seconds: &[u64]| -> Figures {
            let late = seconds
                .iter()
                .map(|s| Lateness::of(Duration::from_secs(*s)));
            late.map(|lateness| (Counter::Late(lateness), 1)).collect()
        };
        assert_eq!(Figures::default().lateness(50), None);
        let replies = late(&[1, 2, 3, 600]);
        let at_most = |seconds| Some(Lateness::of(Duration::from_secs(seconds)).at_most());
        assert_eq!(replies.lateness(50), at_most(2));
        assert_eq!(replies.lateness(75), at_most(3));
        assert_eq!(replies.lateness(95), at_most(600));
        assert_eq!(late(&[7]).lateness(50), at_most(7));
    }

    #[test]
    fn figures_add_up() {
        let one = Figures::from_iter([(Counter::Replies, 1), (Counter::Messages, 0)]);
        let mut sum = one.clone();
        sum.add(&one);
        assert_eq!(sum, Figures::from_iter([(Counter::Replies, 2)]));
        assert_eq!(sum.get(&Counter::Messages), 0);
    }
}
