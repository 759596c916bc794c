//! Answers with a transcript.

use std::time::Duration;

use conversation::ports::{ListenError, Transcript};
use http_client::from_json;
use serde_json::Value;

use super::{errors, inventions::is_invented};

/// The text, and the seconds at a JSON pointer.
pub(super) fn read(body: &[u8], seconds_at: &str) -> Result<Transcript, ListenError> {
    let answer: Value = from_json(body).map_err(|_| errors::unreadable())?;
    let text = answer.get("text").and_then(Value::as_str);
    let text = text.ok_or_else(errors::no_transcript)?.trim();
    let words = if is_invented(text) { "" } else { text };
    Ok(Transcript {
        text: words.to_owned(),
        seconds: answer.pointer(seconds_at).and_then(whole_seconds),
    })
}

fn whole_seconds(seconds: &Value) -> Option<u64> {
    let length = Duration::try_from_secs_f64(seconds.as_f64()?).ok()?;
    let begun = u64::from(length.subsec_nanos() > 0);
    Some(length.as_secs() + begun)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn seconds_are_rounded_up() {
        for (seconds, whole) in [
            (json!(2.1), Some(3)),
            (json!(2), Some(2)),
            (json!(0), Some(0)),
            (json!(-1), None),
            (json!("2"), None),
            (json!(1e300), None),
        ] {
            assert_eq!(whole_seconds(&seconds), whole, "{seconds}");
        }
    }
}
