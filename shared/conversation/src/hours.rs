//! Opening hours.

mod next_open;

use std::fmt;

use jiff::{ToSpan, civil, tz::TimeZone};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::Timestamp;

/// The opening hours of one integration: a weekly table in a time zone.
#[derive(Debug, Clone)]
pub struct Hours {
    /// The time zone of the week.
    pub zone: Zone,
    /// The opening times of each day.
    pub week: Week,
}

/// A known time zone; in JSON, its IANA name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

/// The opening times of each day. A day without any is a day off.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Week {
    /// Monday.
    pub mon: Spans,
    /// Tuesday.
    pub tue: Spans,
    /// Wednesday.
    pub wed: Spans,
    /// Thursday.
    pub thu: Spans,
    /// Friday.
    pub fri: Spans,
    /// Saturday.
    pub sat: Spans,
    /// Sunday.
    pub sun: Spans,
}

/// The opening times of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Spans(pub Vec<Span>);

/// A span from one time of day to another, the end not included; `["09:00", "18:00"]` in JSON. A
/// span that ends at or before its start ends on the next day; `24:00` is the end of the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "[String; 2]")]
pub struct Span {
    from: Minute,
    to: Minute,
}

/// Minutes since midnight, up to 24:00.
type Minute = u16;

const DAY: Minute = 24 * 60;
/// An error in opening hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidHours {
    /// No time zone has that name.
    #[error("must be an IANA time zone, such as America/Sao_Paulo")]
    Zone,
    /// The text is not a time of day.
    #[error("must be times of day from 00:00 to 24:00, such as [\"09:00\", \"18:00\"]")]
    Time,
    /// A day has more opening times than that.
    #[error("must hold at most {}", Spans::MOST)]
    TooMany,
}

impl Spans {
    /// The most opening times of a day.
    pub const MOST: usize = 10;
    /// What is expected in their place, for the person who wrote something else.
    pub const EXPECTED: &str = r#"a list of times, such as [["09:00", "18:00"]]"#;
}

impl Hours {
    /// Whether people are at work.
    pub fn open_at(&self, at: Timestamp) -> bool {
        let Some(local) = local(at, &self.zone.zone) else {
            return false;
        };
        let minute = Minute::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute()));
        let minute = minute.unwrap_or_default();
        let today = self.week.of(local.weekday());
        let yesterday = local.checked_sub(1.day()).unwrap_or(local).weekday();
        today.iter().any(|span| span.holds(minute))
            || self
                .week
                .of(yesterday)
                .iter()
                .any(|span| span.runs_on(minute))
    }
}

impl Zone {
    /// The zone's IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The date there at that instant.
    pub fn date(&self, at: Timestamp) -> civil::Date {
        local(at, &self.zone).map_or(civil::Date::MAX, |local| local.date())
    }

    /// The date and time there at that instant; none beyond the year 9999.
    pub fn date_time(&self, at: Timestamp) -> Option<civil::DateTime> {
        local(at, &self.zone)
    }
}

/// UTC.
impl Default for Zone {
    fn default() -> Self {
        Self {
            name: "UTC".to_owned(),
            zone: TimeZone::UTC,
        }
    }
}

/// The date and time there at an instant; none beyond the year 9999.
fn local(at: Timestamp, zone: &TimeZone) -> Option<civil::DateTime> {
    let millis = i64::try_from(at.millis()).ok()?;
    let instant = jiff::Timestamp::from_millisecond(millis).ok()?;
    Some(instant.to_zoned(zone.clone()).datetime())
}

impl TryFrom<String> for Zone {
    type Error = InvalidHours;

    fn try_from(name: String) -> Result<Self, InvalidHours> {
        let zone = TimeZone::get(&name).map_err(|_| InvalidHours::Zone)?;
        Ok(Self { name, zone })
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name
    }
}

impl Week {
    fn of(&self, day: civil::Weekday) -> &[Span] {
        let spans = match day {
            civil::Weekday::Monday => &self.mon,
            civil::Weekday::Tuesday => &self.tue,
            civil::Weekday::Wednesday => &self.wed,
            civil::Weekday::Thursday => &self.thu,
            civil::Weekday::Friday => &self.fri,
            civil::Weekday::Saturday => &self.sat,
            civil::Weekday::Sunday => &self.sun,
        };
        &spans.0
    }
}

impl Span {
    /// A span, from its start and end as `HH:MM`.
    pub fn parse(from: &str, to: &str) -> Result<Self, InvalidHours> {
        let (from, to) = (minute(from)?, minute(to)?);
        if from == DAY {
            return Err(InvalidHours::Time);
        }
        Ok(Self { from, to })
    }

    /// Whether the span holds a minute of its own day.
    const fn holds(self, minute: Minute) -> bool {
        minute >= self.from && (minute < self.to || self.to <= self.from)
    }

    /// Whether the span holds a minute of the day after.
    const fn runs_on(self, minute: Minute) -> bool {
        self.to <= self.from && minute < self.to
    }
}

fn minute(text: &str) -> Result<Minute, InvalidHours> {
    let parsed = || {
        let (hour, minute) = text.split_once(':')?;
        let number = |digits: &str| {
            let fits = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
            fits.then(|| digits.parse::<Minute>().ok()).flatten()
        };
        let (hour, minute) = (number(hour)?, number(minute)?);
        let total = hour * 60 + minute;
        (minute < 60 && total <= DAY).then_some(total)
    };
    parsed().ok_or(InvalidHours::Time)
}

impl TryFrom<Value> for Span {
    type Error = InvalidHours;

    fn try_from(value: Value) -> Result<Self, InvalidHours> {
        match value.as_array().map(Vec::as_slice) {
            Some([Value::String(from), Value::String(to)]) => Self::parse(from, to),
            _ => Err(InvalidHours::Time),
        }
    }
}

impl From<Span> for [String; 2] {
    fn from(span: Span) -> Self {
        [span.from, span.to].map(|at| format!("{:02}:{:02}", at / 60, at % 60))
    }
}

impl<'de> Deserialize<'de> for Spans {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = Spans;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(Spans::EXPECTED)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Spans, A::Error> {
                let mut spans = Vec::new();
                while let Some(span) = list.next_element()? {
                    spans.push(span);
                }
                match spans.len() > Spans::MOST {
                    true => Err(A::Error::custom(InvalidHours::TooMany)),
                    false => Ok(Spans(spans)),
                }
            }
        }

        deserializer.deserialize_seq(List)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(zone: &str, week: &str) -> Hours {
        Hours {
            zone: zone.to_owned().try_into().unwrap(),
            week: serde_json::from_str(week).unwrap(),
        }
    }

    fn open(hours: &Hours, at: &str) -> bool {
        hours.open_at(at.parse().unwrap())
    }

    #[test]
    fn the_table_is_read_in_its_own_time_zone() {
        // 2026-11-23 is a Monday; São Paulo is three hours behind UTC.
        let hours = hours(
            "America/Sao_Paulo",
            r#"{"mon": [["09:00", "12:00"], ["13:30", "18:00"]]}"#,
        );
        for (at, expected) in [
            ("2026-11-23T11:59:59Z", false),
            ("2026-11-23T12:00:00Z", true),
            ("2026-11-23T14:59:59Z", true),
            ("2026-11-23T15:00:00Z", false),
            ("2026-11-23T16:30:00Z", true),
            ("2026-11-23T21:00:00Z", false),
            ("2026-11-24T13:00:00Z", false),
        ] {
            assert_eq!(open(&hours, at), expected, "{at}");
        }
    }

    #[test]
    fn a_night_shift_runs_on_into_the_next_day() {
        let hours = hours(
            "UTC",
            r#"{"mon": [["22:00", "06:00"]], "wed": [["00:00", "24:00"]]}"#,
        );
        for (at, expected) in [
            ("2026-11-23T05:00:00Z", false),
            ("2026-11-23T23:59:00Z", true),
            ("2026-11-24T05:59:00Z", true),
            ("2026-11-24T06:00:00Z", false),
            ("2026-11-25T00:00:00Z", true),
            ("2026-11-25T23:59:59Z", true),
            ("2026-11-26T00:00:00Z", false),
        ] {
            assert_eq!(open(&hours, at), expected, "{at}");
        }
    }

    #[test]
    fn summer_time_moves_the_hours() {
        let hours = hours("Europe/Lisbon", r#"{"mon": [["09:00", "10:00"]]}"#);
        assert!(open(&hours, "2026-07-06T08:30:00Z"));
        assert!(open(&hours, "2026-01-05T09:30:00Z"));
        assert!(!open(&hours, "2026-01-05T08:30:00Z"));
    }

    #[test]
    fn what_is_no_time_or_zone_is_refused() {
        for (from, to) in [
            ("9:00", "18:00"),
            ("09:60", "18:00"),
            ("24:00", "01:00"),
            ("", "18:00"),
        ] {
            assert_eq!(Span::parse(from, to), Err(InvalidHours::Time), "{from}");
        }
        let error = Zone::try_from("Brasilia".to_owned());
        assert_eq!(error, Err(InvalidHours::Zone));
    }

    #[test]
    fn a_span_is_written_as_it_is_read() {
        let json = r#"["09:05","24:00"]"#;
        let span: Span = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&span).unwrap(), json);
    }
}
