//! Numbers and times in the form of a language.

use conversation::Timestamp;
use jiff::tz::TimeZone;

use super::Language;

impl Language {
    /// `12.345` in Portuguese, `12,345` in English.
    pub(crate) fn number(self, number: u64) -> String {
        let separator = match self {
            Self::Portuguese => '.',
            Self::English => ',',
        };
        let digits = number.to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(separator);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A day: `29/11/2026` in Portuguese, `29 Nov 2026` in English.
    pub(crate) fn date(self, at: Timestamp, zone: &TimeZone) -> String {
        let form = match self {
            Self::Portuguese => "%d/%m/%Y",
            Self::English => "%-d %b %Y",
        };
        zoned(at, zone).strftime(form).to_string()
    }

    /// A day and the time to the second.
    pub(crate) fn date_time(self, at: Timestamp, zone: &TimeZone) -> String {
        let time = zoned(at, zone).strftime("%H:%M:%S");
        format!("{} {time}", self.date(at, zone))
    }

    /// The time of day, to the second.
    pub(crate) fn time(self, at: Timestamp, zone: &TimeZone) -> String {
        zoned(at, zone).strftime("%H:%M:%S").to_string()
    }

    /// A short time: `2,1 s` in Portuguese, `2.1 s` in English; `40 ms` if it is very short.
    pub(crate) fn seconds(self, millis: u64) -> String {
        if millis < 100 {
            return format!("{millis} ms");
        }
        let (whole, tenths) = (millis / 1000, millis % 1000 / 100);
        let point = match self {
            Self::Portuguese => ',',
            Self::English => '.',
        };
        format!("{}{point}{tenths} s", self.number(whole))
    }

    /// How long ago: `há 5 min`, `5 min ago`; the day if it is long ago.
    pub(crate) fn ago(self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        const DAY: u64 = 24 * HOUR;
        let seconds = now.since(at).as_secs();
        let passed = if seconds < MINUTE {
            return match self {
                Self::Portuguese => "agora".to_owned(),
                Self::English => "just now".to_owned(),
            };
        } else if seconds < HOUR {
            format!("{} min", seconds / MINUTE)
        } else if seconds < DAY {
            format!("{} h", seconds / HOUR)
        } else if seconds < 7 * DAY {
            format!("{} d", seconds / DAY)
        } else {
            return self.date(at, zone);
        };
        match self {
            Self::Portuguese => format!("há {passed}"),
            Self::English => format!("{passed} ago"),
        }
    }
}

fn zoned(at: Timestamp, zone: &TimeZone) -> jiff::Zoned {
    let millis = i64::try_from(at.millis()).unwrap_or(i64::MAX);
    let at = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX);
    at.to_zoned(zone.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (number, portuguese, english) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1000, "1.000", "1,000"),
            (12_345_678, "12.345.678", "12,345,678"),
        ] {
            assert_eq!(Language::Portuguese.number(number), portuguese);
            assert_eq!(Language::English.number(number), english);
        }
    }

    #[test]
    fn short_times_are_told_as_far_as_they_matter() {
        for (millis, portuguese, english) in [
            (40, "40 ms", "40 ms"),
            (2_190, "2,1 s", "2.1 s"),
            (1_234_500, "1.234,5 s", "1,234.5 s"),
        ] {
            assert_eq!(Language::Portuguese.seconds(millis), portuguese);
            assert_eq!(Language::English.seconds(millis), english);
        }
    }

    #[test]
    fn times_are_told_as_people_do() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        let at = Timestamp::from_millis(1_795_435_217_250);
        let after = |seconds: u64| {
            let now = at.plus(std::time::Duration::from_secs(seconds));
            let told = |language: Language| language.ago(at, now, &zone);
            (told(Language::Portuguese), told(Language::English))
        };
        let told = |portuguese: &str, english: &str| (portuguese.to_owned(), english.to_owned());
        assert_eq!(after(59), told("agora", "just now"));
        assert_eq!(after(61), told("há 1 min", "1 min ago"));
        assert_eq!(after(2 * 3600), told("há 2 h", "2 h ago"));
        assert_eq!(after(3 * 86_400), told("há 3 d", "3 d ago"));
        assert_eq!(after(8 * 86_400), told("23/11/2026", "23 Nov 2026"));
        assert_eq!(
            Language::Portuguese.date_time(at, &zone),
            "23/11/2026 09:00:17"
        );
    }
}
