//! The figures that can be opened, and which conversations are behind each.

use std::fmt;

use conversation::{Counter, Figures, Reason};

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Figure {
    Conversations,
    WithoutPeople,
    Replies,
    /// All transfers, or those of one reason.
    Transfers(Option<Reason>),
    TakenOver,
    /// All turns that failed, or those of one reason.
    Failures(Option<Reason>),
    SpokenCharacters,
    /// Seconds of recordings that were heard.
    HeardSeconds,
    /// The answers of all models, or those of one.
    Answers(Option<String>),
}

impl Figure {
    /// The figure of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let (word, about) = match name.split_once(':') {
            Some((word, about)) => (word, Some(about)),
            None => (name, None),
        };
        let reason = || about.map(Reason::named);
        Some(match (word, about) {
            ("conversations", None) => Self::Conversations,
            ("without_people", None) => Self::WithoutPeople,
            ("replies", None) => Self::Replies,
            ("transfers", _) => Self::Transfers(reason()),
            ("taken_over", None) => Self::TakenOver,
            ("failures", _) => Self::Failures(reason()),
            ("spoken_characters", None) => Self::SpokenCharacters,
            ("heard_seconds", None) => Self::HeardSeconds,
            ("answers", model) => Self::Answers(model.map(str::to_owned)),
            _ => return None,
        })
    }

    /// How much a conversation adds to it. Those that add nothing are not behind it.
    pub(crate) fn of(&self, figures: &Figures) -> u64 {
        let of_reason = |(reason, count): (Reason, u64), wanted: &Option<Reason>| {
            let meant = wanted.is_none_or(|wanted| wanted == reason);
            if meant { count } else { 0 }
        };
        match self {
            Self::Conversations => 1,
            Self::WithoutPeople => figures.ended_without_people().into(),
            Self::Replies => figures.get(&Counter::Replies),
            Self::Transfers(wanted) => figures.transfers().map(|it| of_reason(it, wanted)).sum(),
            Self::TakenOver => figures.get(&Counter::TakenOver),
            Self::Failures(wanted) => figures.failures().map(|it| of_reason(it, wanted)).sum(),
            Self::SpokenCharacters => figures.get(&Counter::SpokenCharacters),
            Self::HeardSeconds => figures.heard_seconds(),
            Self::Answers(Some(model)) => figures.get(&Counter::Answers(model.clone())),
            Self::Answers(None) => {
                let models = figures.models();
                let answers = models.map(|model| figures.get(&Counter::Answers(model.to_owned())));
                answers.sum()
            }
        }
    }
}

/// The name: a word, and what it is about after a colon.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = |f: &mut fmt::Formatter<'_>, word, about: Option<String>| match about {
            None => f.write_str(word),
            Some(about) => write!(f, "{word}:{about}"),
        };
        match self {
            Self::Conversations => f.write_str("conversations"),
            Self::WithoutPeople => f.write_str("without_people"),
            Self::Replies => f.write_str("replies"),
            Self::Transfers(reason) => about(f, "transfers", reason.map(Reason::name)),
            Self::TakenOver => f.write_str("taken_over"),
            Self::Failures(reason) => about(f, "failures", reason.map(Reason::name)),
            Self::SpokenCharacters => f.write_str("spoken_characters"),
            Self::HeardSeconds => f.write_str("heard_seconds"),
            Self::Answers(model) => about(f, "answers", model.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_known_by_its_name() {
        for name in [
            "conversations",
            "without_people",
            "replies",
            "transfers",
            "transfers:requested",
            "taken_over",
            "failures",
            "failures:still_failing",
            "spoken_characters",
            "heard_seconds",
            "answers",
            "answers:gpt-6:luna",
        ] {
            let figure = Figure::named(name).unwrap();
            assert_eq!(figure.to_string(), name);
        }
        assert_eq!(Figure::named("replies:x"), None);
        assert_eq!(Figure::named("moods"), None);
    }
}
