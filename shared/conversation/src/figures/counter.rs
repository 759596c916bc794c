//! The counts that figures are made of, and their names in the table and in the API.

use std::fmt;

use serde_json::Value;

use super::Lateness;
use crate::Reason;

/// A count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counter {
    /// Turns that the assistant answered. A part that was sent again is no new answer.
    Replies,
    /// The contact's messages that these replies answered.
    Messages,
    /// Replies that were so late: from when the run was due until the last part was sent.
    Late(Lateness),
    /// Turns that the assistant handed over to people, by reason.
    HandedOver(Reason),
    /// How often people took the conversation from the assistant.
    TakenOver,
    /// Characters that contacts got as a voice.
    SpokenCharacters,
    /// What speaking cost, in characters of the account's quota, as far as the provider said.
    CharacterCost,
    /// Seconds of recordings that the model of that name heard, or may have been paid for.
    HeardSeconds(String),
    /// Turns that the model of that name answered, whatever became of the answer.
    Answers(String),
    /// Tokens that the model read for them.
    InputTokens(String),
    /// Of these, the tokens served from its provider's cache.
    CachedTokens(String),
    /// Tokens that the model wrote for them.
    OutputTokens(String),
}

/// The name: a word, and what it is about after a `#`.
impl fmt::Display for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replies => f.write_str("replies"),
            Self::Messages => f.write_str("messages"),
            Self::Late(lateness) => write!(f, "late#{}", lateness.number()),
            Self::HandedOver(reason) => write!(f, "handed_over#{}", reason.name()),
            Self::TakenOver => f.write_str("taken_over"),
            Self::SpokenCharacters => f.write_str("spoken_characters"),
            Self::CharacterCost => f.write_str("character_cost"),
            Self::HeardSeconds(model) => write!(f, "heard_seconds#{model}"),
            Self::Answers(model) => write!(f, "answers#{model}"),
            Self::InputTokens(model) => write!(f, "input_tokens#{model}"),
            Self::CachedTokens(model) => write!(f, "cached_tokens#{model}"),
            Self::OutputTokens(model) => write!(f, "output_tokens#{model}"),
        }
    }
}

impl Counter {
    /// The counter of that name; none if this version does not know it.
    pub fn named(name: &str) -> Option<Self> {
        let (word, about) = match name.split_once('#') {
            Some((word, about)) => (word, Some(about)),
            None => (name, None),
        };
        Some(match (word, about) {
            ("replies", None) => Self::Replies,
            ("messages", None) => Self::Messages,
            ("late", Some(number)) => Self::Late(Lateness::numbered(number.parse().ok()?)?),
            ("handed_over", Some(reason)) => Self::HandedOver(Reason::named(reason)),
            ("taken_over", None) => Self::TakenOver,
            ("spoken_characters", None) => Self::SpokenCharacters,
            ("character_cost", None) => Self::CharacterCost,
            ("heard_seconds", Some(model)) => Self::HeardSeconds(model.to_owned()),
            ("answers", Some(model)) => Self::Answers(model.to_owned()),
            ("input_tokens", Some(model)) => Self::InputTokens(model.to_owned()),
            ("cached_tokens", Some(model)) => Self::CachedTokens(model.to_owned()),
            ("output_tokens", Some(model)) => Self::OutputTokens(model.to_owned()),
            _ => return None,
        })
    }
}

impl Reason {
    /// The reason's name.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(Value::String(name)) => name,
            Ok(_) | Err(_) => String::new(),
        }
    }

    /// The reason of that name.
    pub fn named(name: &str) -> Self {
        serde_json::from_value(name.into()).unwrap_or(Self::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_counter_is_known_by_its_name() {
        let model = || "gpt-6#luna".to_owned();
        for (counter, name) in [
            (Counter::Replies, "replies"),
            (Counter::Messages, "messages"),
            (
                Counter::Late(Lateness::of(Duration::from_secs(1))),
                "late#8",
            ),
            (Counter::HandedOver(Reason::TooOld), "handed_over#too_old"),
            (Counter::TakenOver, "taken_over"),
            (Counter::SpokenCharacters, "spoken_characters"),
            (Counter::CharacterCost, "character_cost"),
            (Counter::HeardSeconds(model()), "heard_seconds#gpt-6#luna"),
            (Counter::Answers(model()), "answers#gpt-6#luna"),
            (Counter::InputTokens(model()), "input_tokens#gpt-6#luna"),
            (Counter::CachedTokens(model()), "cached_tokens#gpt-6#luna"),
            (Counter::OutputTokens(model()), "output_tokens#gpt-6#luna"),
        ] {
            assert_eq!(counter.to_string(), name);
            assert_eq!(Counter::named(name), Some(counter));
        }
    }

    #[test]
    fn what_a_later_version_counts_is_passed_over() {
        for name in [
            "pk",
            "late#200",
            "late",
            "replies#x",
            "read_aloud",
            "handed_over",
        ] {
            assert_eq!(Counter::named(name), None, "{name}");
        }
        let reason = Counter::named("handed_over#bored");
        assert_eq!(reason, Some(Counter::HandedOver(Reason::Unknown)));
    }
}
