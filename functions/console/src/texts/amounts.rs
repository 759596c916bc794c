//! Amounts in the form of a language: money, shares, durations, sizes and days.

use std::time::Duration;

use conversation::Date;

use super::Language;

const MICRO: u128 = 1_000_000;

impl Language {
    /// US dollars: `US$ 1.234,50` in Portuguese, `$1,234.50` in English. Below a dollar they have four
    /// decimals, since a conversation costs little.
    pub(crate) fn dollars(self, micro_dollars: u128) -> String {
        let decimals = if micro_dollars < MICRO { 4 } else { 2 };
        let unit = 10_u128.pow(6 - decimals);
        let rounded = (micro_dollars + unit / 2) / unit;
        let whole = 10_u128.pow(decimals);
        let dollars = self.number(u64::try_from(rounded / whole).unwrap_or(u64::MAX));
        let width = decimals as usize;
        let amount = format!("{dollars}{}{:0width$}", self.point(), rounded % whole);
        match self {
            Self::Portuguese => format!("US$\u{a0}{amount}"),
            Self::English => format!("${amount}"),
        }
    }

    /// A share in hundredths, with one decimal: `83,3%`, `83.3%`. None of nothing.
    pub(crate) fn share(self, part: u64, whole: u64) -> Option<String> {
        let thousandths =
            (u128::from(part) * 2000 + u128::from(whole)).checked_div(u128::from(whole) * 2)?;
        let (hundredths, rest) = (thousandths / 10, thousandths % 10);
        Some(format!("{hundredths}{}{rest}%", self.point()))
    }

    /// A time that passed: `0,5 s`, `12 s`, `3 min 05 s`, `2 h 10 min`.
    pub(crate) fn duration(self, passed: Duration) -> String {
        let seconds = (passed.as_millis() + 500) / 1000;
        match seconds {
            0..10 => {
                let tenths = (passed.as_millis() + 50) / 100;
                format!("{}{}{}\u{a0}s", tenths / 10, self.point(), tenths % 10)
            }
            10..60 => format!("{seconds}\u{a0}s"),
            60..3600 => format!("{}\u{a0}min {:02}\u{a0}s", seconds / 60, seconds % 60),
            _ => format!(
                "{}\u{a0}h {:02}\u{a0}min",
                seconds / 3600,
                seconds % 3600 / 60
            ),
        }
    }

    /// How long a recording plays: `0:12`, `1:02:03`.
    pub(crate) fn play_time(self, millis: u64) -> String {
        let seconds = millis.saturating_add(500) / 1000;
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        match hours {
            0 => format!("{minutes}:{rest:02}"),
            _ => format!("{}:{minutes:02}:{rest:02}", self.number(hours)),
        }
    }

    /// The size of a file, in decimal units: `820 bytes`, `48 KB`, `1,2 MB`.
    pub(crate) fn bytes(self, bytes: u64) -> String {
        const MEGA: u64 = 1_000_000;
        let rounded = |unit: u64| bytes.saturating_add(unit / 2) / unit;
        match bytes {
            0..1000 => format!("{bytes}\u{a0}bytes"),
            1000..999_500 => format!("{}\u{a0}KB", rounded(1000)),
            _ => {
                let tenths = rounded(MEGA / 10);
                let megabytes = self.number(tenths / 10);
                format!("{megabytes}{}{}\u{a0}MB", self.point(), tenths % 10)
            }
        }
    }

    /// A day of a calendar: `23/11/2026`, `23 Nov 2026`.
    pub(crate) fn day(self, day: Date) -> String {
        let form = match self {
            Self::Portuguese => "%d/%m/%Y",
            Self::English => "%-d %b %Y",
        };
        day.strftime(form).to_string()
    }

    /// The same without the year.
    pub(crate) fn day_of_year(self, day: Date) -> String {
        let form = match self {
            Self::Portuguese => "%d/%m",
            Self::English => "%-d %b",
        };
        day.strftime(form).to_string()
    }

    /// A decimal number that is written with a point, in the form of the language.
    pub(crate) fn decimal(self, number: &str) -> String {
        number.replace('.', &self.point().to_string())
    }

    /// A decimal number that a person wrote, with a point.
    pub(crate) fn with_point(self, number: &str) -> String {
        match self {
            Self::Portuguese => number.replace(',', "."),
            Self::English => number.to_owned(),
        }
    }

    const fn point(self) -> char {
        match self {
            Self::Portuguese => ',',
            Self::English => '.',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [Language; 2] = [Language::Portuguese, Language::English];

    #[test]
    fn money_is_rounded_to_what_matters() {
        for (micro_dollars, shown) in [
            (0, ["US$\u{a0}0,0000", "$0.0000"]),
            (49, ["US$\u{a0}0,0000", "$0.0000"]),
            (50, ["US$\u{a0}0,0001", "$0.0001"]),
            (123_456, ["US$\u{a0}0,1235", "$0.1235"]),
            (999_960, ["US$\u{a0}1,0000", "$1.0000"]),
            (1_234_567_890, ["US$\u{a0}1.234,57", "$1,234.57"]),
        ] {
            assert_eq!(BOTH.map(|it| it.dollars(micro_dollars)), shown);
        }
    }

    #[test]
    fn a_share_of_nothing_is_none() {
        let share = |part, whole| BOTH.map(|it| it.share(part, whole));
        let shown = |texts: [&str; 2]| texts.map(|text| Some(text.to_owned()));
        assert_eq!(share(0, 0), [None, None]);
        assert_eq!(share(0, 7), shown(["0,0%", "0.0%"]));
        assert_eq!(share(2, 3), shown(["66,7%", "66.7%"]));
        assert_eq!(share(3, 3), shown(["100,0%", "100.0%"]));
    }

    #[test]
    fn files_are_told_by_how_long_they_play_and_how_large_they_are() {
        for (millis, shown) in [
            (0, ["0:00", "0:00"]),
            (12_400, ["0:12", "0:12"]),
            (59_500, ["1:00", "1:00"]),
            (3_723_000, ["1:02:03", "1:02:03"]),
        ] {
            assert_eq!(BOTH.map(|it| it.play_time(millis)), shown);
        }
        for (bytes, shown) in [
            (0, ["0\u{a0}bytes", "0\u{a0}bytes"]),
            (999, ["999\u{a0}bytes", "999\u{a0}bytes"]),
            (48_211, ["48\u{a0}KB", "48\u{a0}KB"]),
            (999_499, ["999\u{a0}KB", "999\u{a0}KB"]),
            (999_500, ["1,0\u{a0}MB", "1.0\u{a0}MB"]),
            (1_234_567, ["1,2\u{a0}MB", "1.2\u{a0}MB"]),
            (2_000_000_000, ["2.000,0\u{a0}MB", "2,000.0\u{a0}MB"]),
        ] {
            assert_eq!(BOTH.map(|it| it.bytes(bytes)), shown);
        }
    }

    #[test]
    fn durations_and_days_are_told_as_people_do() {
        for (millis, shown) in [
            (0, "0,0\u{a0}s"),
            (9_449, "9,4\u{a0}s"),
            (12_400, "12\u{a0}s"),
            (185_000, "3\u{a0}min 05\u{a0}s"),
            (7_800_000, "2\u{a0}h 10\u{a0}min"),
        ] {
            let passed = Duration::from_millis(millis);
            assert_eq!(Language::Portuguese.duration(passed), shown);
        }
        let day = Date::constant(2026, 11, 3);
        assert_eq!(BOTH.map(|it| it.day(day)), ["03/11/2026", "3 Nov 2026"]);
        assert_eq!(BOTH.map(|it| it.day_of_year(day)), ["03/11", "3 Nov"]);
    }
}
