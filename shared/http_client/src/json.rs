//! JSON that others have written.

use serde::de::DeserializeOwned;

/// Reads JSON that somebody else wrote. Half a surrogate pair, which programs write that cut a text
/// in the middle of an emoji (`"Ana \ud83d"`), becomes U+FFFD, and so do bytes that are not UTF-8:
/// they cost one character, not the whole text. The error is that of the body as it came.
///
/// RFC 8259, section 8.2, allows such escapes, and does not say what becomes of them.
pub fn from_json<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(body).or_else(|error| {
        let mended = without_halves(&String::from_utf8_lossy(body));
        serde_json::from_str(&mended).map_err(|_| error)
    })
}

/// The same text with `\ufffd` for each escape that is half of a pair: for JSON within other text.
pub fn without_halves(json: &str) -> String {
    let mut mended = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, escape)) = rest.find('\\').and_then(|at| rest.split_at_checked(at)) {
        mended.push_str(before);
        let next = escape.get(UNIT..).and_then(unit);
        let (written, length) = match (unit(escape), next) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (None, 2 * UNIT),
            (Some(0xd800..=0xdfff), _) => (Some(r"\ufffd"), UNIT),
            (Some(_), _) => (None, UNIT),
            // This includes an escaped backslash, so that nothing after it is taken for an escape.
            (None, _) => (None, escape.chars().take(2).map(char::len_utf8).sum()),
        };
        let (escaped, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
        mended.push_str(written.unwrap_or(escaped));
        rest = after;
    }
    mended + rest
}

/// The length of an escape of a UTF-16 unit: `\ud83d`.
const UNIT: usize = 6;

/// The UTF-16 unit whose escape the text begins with.
fn unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix(r"\u")?.get(..4)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn half_a_pair_costs_one_character() {
        for (body, read) in [
            (r#"{"name": "Ana \ud83d"}"#, json!({"name": "Ana \u{fffd}"})),
            (r#"["\ud83d", "\ude00!"]"#, json!(["\u{fffd}", "\u{fffd}!"])),
            (r#""\ud83d\ud83d\ude00""#, json!("\u{fffd}😀")),
            (r#""\ud83d\u00e3\uD83D\n""#, json!("\u{fffd}ã\u{fffd}\n")),
            (r#""\ude00\ud83d""#, json!("\u{fffd}\u{fffd}")),
            (
                r#"{"\udfff": "\\\ud800"}"#,
                json!({"\u{fffd}": "\\\u{fffd}"}),
            ),
            // After an escaped backslash it is ordinary text.
            (r#"["\\ud83d", "\ud83d"]"#, json!(["\\ud83d", "\u{fffd}"])),
            (
                r#"["\"\\", "ação \ud83d"]"#,
                json!(["\"\\", "ação \u{fffd}"]),
            ),
        ] {
            assert_eq!(from_json::<Value>(body.as_bytes()).unwrap(), read, "{body}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf_8_cost_one_character() {
        let cut = b"[\"Jo\xc3\", \"bom dia\"]";
        let read = from_json::<Value>(cut).unwrap();
        assert_eq!(read, json!(["Jo\u{fffd}", "bom dia"]));
    }

    #[test]
    fn what_is_right_stays_as_it_is() {
        let body = r#"["\ud83d\ude00", "\\ud83d", "\u00e3"]"#;
        let read = from_json::<Value>(body.as_bytes()).unwrap();
        assert_eq!(read, json!(["😀", "\\ud83d", "ã"]));
        assert_eq!(without_halves(body), body);
    }

    #[test]
    fn what_is_no_json_is_refused_as_it_came() {
        for body in [
            "",
            "{",
            r#""\"#,
            r#""\u"#,
            r#""\ud83"#,
            r#""\ud83d"#,
            r#""\x""#,
            r#""\é""#,
        ] {
            let error = from_json::<Value>(body.as_bytes()).unwrap_err();
            let plain = serde_json::from_str::<Value>(body).unwrap_err();
            assert_eq!(error.to_string(), plain.to_string(), "{body}");
        }
    }
}
