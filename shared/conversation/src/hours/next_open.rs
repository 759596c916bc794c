//! The next time at which people are at work.

use jiff::{
    Timestamp as Instant, ToSpan, civil,
    tz::{AmbiguousOffset, TimeZone},
};

use super::{Hours, local};
use crate::Timestamp;

/// How far the next opening may be, in days: a week, and another one where a change of the clocks
/// skips all that the first has.
const FARTHEST_DAYS: i64 = 14;

impl Hours {
    /// The first instant from `at` on at which people are at work: `at` itself if they are. None if
    /// there is none within two weeks.
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        if self.open_at(at) {
            return Some(at);
        }
        let zone = &self.zone.zone;
        let from = Instant::from_millisecond(i64::try_from(at.millis()).ok()?).ok()?;
        let today = local(at, zone)?.date();
        // Where clocks go back at midnight, yesterday may come again.
        let days = (-1..=FARTHEST_DAYS).filter_map(|days| today.checked_add(days.days()).ok());
        let openings = days.flat_map(|day| self.openings(day));
        // Where a change of the clocks skips the beginning of a span, it begins with the change.
        let until = from.checked_add((24 * (FARTHEST_DAYS + 1)).hours()).ok()?;
        let changes = zone.following(from).map(|change| change.timestamp());
        openings
            .chain(changes.take_while(|change| *change <= until))
            .filter_map(|instant| u64::try_from(instant.as_millisecond()).ok())
            .map(Timestamp::from_millis)
            .filter(|instant| *instant > at && self.open_at(*instant))
            .min()
    }

    /// The instants at which the spans of a day begin.
    fn openings(&self, day: civil::Date) -> impl Iterator<Item = Instant> {
        let midnight = day.to_datetime(civil::Time::midnight());
        let spans = self.week.of(day.weekday()).iter();
        let begins = spans.filter_map(move |span| {
            let minutes = i64::from(span.from).minutes();
            midnight.checked_add(minutes).ok()
        });
        begins.flat_map(|time| instants(&self.zone.zone, time))
    }
}

/// The instants at which clocks there show that time: usually one, and none or two where clocks are
/// changed.
fn instants(zone: &TimeZone, time: civil::DateTime) -> impl Iterator<Item = Instant> {
    let offsets = match zone.to_ambiguous_timestamp(time).offset() {
        AmbiguousOffset::Unambiguous { offset } => [Some(offset), None],
        AmbiguousOffset::Fold { before, after } => [Some(before), Some(after)],
        AmbiguousOffset::Gap { .. } => [None, None],
    };
    let offsets = offsets.into_iter().flatten();
    offsets.filter_map(move |offset| offset.to_timestamp(time).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Span, Spans, Week};

    /// Zones with what their clocks do around a time: in Lisbon and New York they change at night, in
    /// São Paulo they did so at midnight, on Lord Howe by half an hour, and Samoa left out a Friday.
    const CHANGES: [(&str, &str); 10] = [
        ("Europe/Lisbon", "2026-03-29T01:00:00Z"),
        ("Europe/Lisbon", "2026-10-25T01:00:00Z"),
        ("America/New_York", "2026-03-08T07:00:00Z"),
        ("America/New_York", "2026-11-01T06:00:00Z"),
        ("America/Sao_Paulo", "2018-11-04T03:00:00Z"),
        ("America/Sao_Paulo", "2018-02-18T02:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z"),
        ("UTC", "2026-11-23T12:00:00Z"),
    ];
    /// A quarter of an hour: all that is drawn, and all clocks here, change at one.
    const STEP: u64 = 15 * 60 * 1000;

    fn hours(zone: &str, week: &str) -> Hours {
        Hours {
            zone: zone.to_owned().try_into().unwrap(),
            week: serde_json::from_str(week).unwrap(),
        }
    }

    fn next(hours: &Hours, at: &str) -> Option<String> {
        let next = hours.next_open(at.parse().unwrap());
        next.map(|at| at.to_string())
    }

    /// 2026-11-23 is a Monday; São Paulo is three hours behind UTC.
    #[test]
    fn the_next_opening_is_the_first_one_after_all_gaps() {
        let week =
            r#"{"mon": [["09:00", "12:00"], ["13:30", "18:00"]], "sat": [["22:00", "02:00"]]}"#;
        let hours = hours("America/Sao_Paulo", week);
        for (at, expected) in [
            ("2026-11-23T11:59:59.999Z", "2026-11-23T12:00:00Z"),
            ("2026-11-23T12:00:01Z", "2026-11-23T12:00:01Z"),
            ("2026-11-23T15:00:00Z", "2026-11-23T16:30:00Z"),
            ("2026-11-23T21:00:00Z", "2026-11-29T01:00:00Z"),
            ("2026-11-29T04:30:00Z", "2026-11-29T04:30:00Z"),
            ("2026-11-29T05:00:00Z", "2026-11-30T12:00:00Z"),
        ] {
            assert_eq!(next(&hours, at).as_deref(), Some(expected), "{at}");
        }
    }

    #[test]
    fn what_is_never_open_has_no_next_opening() {
        assert_eq!(next(&hours("UTC", "{}"), "2026-11-23T12:00:00Z"), None);
    }

    #[test]
    fn an_opening_that_the_clocks_skip_is_that_of_the_next_week() {
        let sunday = hours("Europe/Lisbon", r#"{"sun": [["01:15", "01:45"]]}"#);
        let expected = Some("2026-04-05T00:15:00Z".to_owned());
        assert_eq!(next(&sunday, "2026-03-22T02:00:00Z"), expected);
        let begun = hours("Europe/Lisbon", r#"{"sun": [["01:15", "03:00"]]}"#);
        let expected = Some("2026-03-29T01:00:00Z".to_owned());
        assert_eq!(next(&begun, "2026-03-22T03:00:00Z"), expected);
    }

    fn span() -> impl Strategy<Value = Span> {
        let time = |quarter: u32| format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15);
        (0u32..96, 0u32..=96)
            .prop_map(move |(from, to)| Span::parse(&time(from), &time(to)).unwrap())
    }

    fn week() -> impl Strategy<Value = Week> {
        let spans = || {
            let some = prop::collection::vec(span(), 1..3);
            prop_oneof![3 => Just(Vec::new()), 1 => some].prop_map(Spans)
        };
        let days = prop::array::uniform7(spans());
        days.prop_map(|[mon, tue, wed, thu, fri, sat, sun]| Week {
            mon,
            tue,
            wed,
            thu,
            fri,
            sat,
            sun,
        })
    }

    proptest! {
        /// The same as looking at each quarter of an hour in turn.
        #[test]
        fn people_are_at_work_then_and_not_before(
            week in week(),
            (zone, change) in prop::sample::select(&CHANGES[..]),
            days_before in 0u64..16,
            quarters in 0u64..96,
        ) {
            let zone = zone.to_owned().try_into().unwrap();
            let hours = Hours { zone, week };
            let change = change.parse::<Timestamp>().unwrap().millis();
            let at = change - days_before * 96 * STEP + quarters * STEP;
            let looked_at = (0..=15 * 96).map(|n| Timestamp::from_millis(at + n * STEP));
            let expected = looked_at.into_iter().find(|at| hours.open_at(*at));
            prop_assert_eq!(hours.next_open(Timestamp::from_millis(at)), expected);
        }
    }
}
