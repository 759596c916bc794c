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
    /// How long a person would type so many characters.
    pub fn pause(&self, characters: u64) -> Duration {
        let characters = u32::try_from(characters).unwrap_or(u32::MAX);
        let typed = A_CHARACTER.saturating_mul(characters);
        typed.max(LEAST_PAUSE).min(self.max_pause)
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

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: Balloons = Balloons {
        max: 3,
        max_pause: Duration::from_secs(4),
    };

    #[test]
    fn a_pause_is_as_long_as_a_person_types_within_its_bounds() {
        let millis = |characters| THREE.pause(characters).as_millis();
        assert_eq!(millis(1), 700);
        assert_eq!(millis(20), 700);
        assert_eq!(millis(100), 3_500);
        assert_eq!(millis(u64::MAX), 4_000);
        let short = |ms| Balloons {
            max_pause: Duration::from_millis(ms),
            ..THREE
        };
        assert_eq!(short(300).pause(1), Duration::from_millis(300));
        assert_eq!(short(0).pause(100), Duration::ZERO);
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
