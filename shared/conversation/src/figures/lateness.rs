//! How late a reply was, in steps of at most a quarter.

use std::time::Duration;

/// A step of lateness. The first holds up to 255 ms; after that there are four steps from each power
/// of two to the next. The last holds everything beyond 18 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lateness(u8);

/// 256 ms, as a power of two.
const FIRST: u32 = 8;
/// The power of two at which the last step ends.
const END: u32 = 26;
/// How many steps there are from a power of two to the next.
const STEPS: u32 = 4;
const LAST: u8 = ((END - FIRST) * STEPS) as u8;

impl Lateness {
    /// The step that holds this lateness.
    pub fn of(late: Duration) -> Self {
        let millis = u64::try_from(late.as_millis()).unwrap_or(u64::MAX);
        let Some(power) = millis.checked_ilog2().filter(|power| *power >= FIRST) else {
            return Self(0);
        };
        let within = (millis >> (power - STEPS.ilog2())) % u64::from(STEPS);
        let before = u64::from((power - FIRST) * STEPS);
        let step = u8::try_from(before + within + 1);
        Self(step.unwrap_or(LAST).min(LAST))
    }

    /// The step of that number; none beyond the last.
    pub fn numbered(number: u8) -> Option<Self> {
        (number <= LAST).then_some(Self(number))
    }

    /// The step's number, from 0.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The step's end, which a reply in it did not exceed, unless it is in the last step.
    pub const fn at_most(self) -> Duration {
        let (power, within) = (self.0 as u32 / STEPS + FIRST, self.0 as u64 % STEPS as u64);
        let quarter = (1_u64 << power) / STEPS as u64;
        Duration::from_millis((1 << power) + within * quarter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_lateness_is_in_the_step_that_ends_next() {
        for (millis, number, at_most) in [
            (0, 0, 256),
            (255, 0, 256),
            (256, 1, 320),
            (319, 1, 320),
            (320, 2, 384),
            (511, 4, 512),
            (512, 5, 640),
            (1_000, 8, 1_024),
            (30_000, 28, 32_768),
        ] {
            let step = Lateness::of(Duration::from_millis(millis));
            assert_eq!(step, Lateness(number), "{millis}");
            assert_eq!(step.at_most(), Duration::from_millis(at_most), "{millis}");
        }
    }

    #[test]
    fn every_step_begins_where_the_one_before_it_ends() {
        for number in 0..LAST {
            let step = Lateness(number);
            assert_eq!(
                Lateness::of(step.at_most()),
                Lateness(number + 1),
                "{number}"
            );
            let last = step.at_most() - Duration::from_millis(1);
            assert_eq!(Lateness::of(last), step, "{number}");
        }
        assert_eq!(Lateness::of(Duration::MAX), Lateness(LAST));
        assert_eq!(Lateness::numbered(LAST + 1), None);
    }
}
