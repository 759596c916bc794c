//! How long a server asks us to wait.

use std::time::Duration;

use http::HeaderMap;
use jiff::{Timestamp, fmt::rfc2822};

/// How long the server asks us to wait before the next request: `retry-after-ms` (OpenAI's own, in
/// milliseconds), or else `retry-after`, in seconds or as an HTTP date (RFC 9110, 10.2.3) that is
/// compared with `now`. None if there is neither, if it cannot be read, or if the date is past.
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let in_millis = text("retry-after-ms").and_then(|text| duration(text, 1000.0));
    in_millis.or_else(|| {
        let value = text("retry-after")?;
        duration(value, 1.0).or_else(|| until(value, now))
    })
}

/// Servers also write fractions, although the standard allows only whole seconds.
fn duration(text: &str, per_second: f64) -> Option<Duration> {
    let value: f64 = text.parse().ok()?;
    Duration::try_from_secs_f64(value / per_second).ok()
}

fn until(date: &str, now: Timestamp) -> Option<Duration> {
    let at = rfc2822::parse(date).ok()?.timestamp();
    Duration::try_from(at.duration_since(now)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn reads_every_form_and_nothing_else() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let secs = |seconds| Some(Duration::from_secs_f64(seconds));
        for (pairs, expected) in [
            (&[("retry-after", "7")] as &[_], secs(7.0)),
            (&[("retry-after", " 0.5 ")], secs(0.5)),
            (
                &[("retry-after-ms", "250"), ("retry-after", "7")],
                secs(0.25),
            ),
            (
                &[("retry-after-ms", "soon"), ("retry-after", "7")],
                secs(7.0),
            ),
            (
                &[("retry-after", "Mon, 23 Nov 2026 12:01:30 GMT")],
                secs(90.0),
            ),
            (&[("retry-after", "Mon, 23 Nov 2026 11:00:00 GMT")], None),
            (&[("retry-after", "-1")], None),
            (&[("retry-after", "NaN")], None),
            (&[("retry-after", "inf")], None),
            (&[("retry-after", "tomorrow")], None),
            (&[], None),
        ] {
            assert_eq!(retry_after(&headers(pairs), now), expected, "{pairs:?}");
        }
    }
}
