//! Voices of replies, as a browser plays them.

use axum::http::header::{ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use conversation::{ConversationRef, Seq};

use crate::Console;
use crate::error::ApiError;

/// The most bytes of one answer. Lambda's has at most 6 MB, in which they stand as base64.
const MOST: usize = 4 * 1024 * 1024;

/// The voice of a part of a reply. A browser asks for a range, and goes on asking where that ends.
pub(crate) async fn played(
    console: &Console,
    of: &ConversationRef,
    (turn, part): (u64, usize),
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let turn_id = of.turn_id(Seq(turn));
    let found = console.audio.find(&of.integration, &turn_id, part).await?;
    let spoken = found.ok_or(ApiError::NotFound)?;
    let kind = [
        (CONTENT_TYPE, spoken.format.mime_type()),
        (ACCEPT_RANGES, "bytes"),
    ];
    let length = spoken.audio.len();
    let asked = headers.get(RANGE).and_then(|range| range.to_str().ok());
    let Some((first, end)) = asked.and_then(|asked| range(asked, length)) else {
        return Ok((kind, spoken.audio).into_response());
    };
    let bytes = spoken.audio.slice(first..end);
    let range = format!("bytes {first}-{}/{length}", end - 1);
    Ok((
        StatusCode::PARTIAL_CONTENT,
        kind,
        [(CONTENT_RANGE, range)],
        bytes,
    )
        .into_response())
}

/// The part of a file that a header asks for, as its first byte and the one after its last. None
/// where all of it is sent: it asks for several parts, or for nothing that there is.
fn range(asked: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = asked.strip_prefix("bytes=")?.split_once('-')?;
    let (first, end) = match (first, last) {
        ("", last) => (length.saturating_sub(last.parse().ok()?), length),
        (first, "") => (first.parse().ok()?, length),
        (first, last) => (
            first.parse().ok()?,
            last.parse::<usize>().ok()?.checked_add(1)?,
        ),
    };
    let end = end.min(length).min(first.saturating_add(MOST));
    (first < end).then_some((first, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_the_part_that_it_asks_for() {
        for (asked, expected) in [
            ("bytes=0-", Some((0, 100))),
            ("bytes=0-1", Some((0, 2))),
            ("bytes=90-200", Some((90, 100))),
            ("bytes=-10", Some((90, 100))),
            ("bytes=100-", None),
            ("bytes=5-4", None),
            ("bytes=0-1,5-6", None),
            ("lines=0-1", None),
        ] {
            assert_eq!(range(asked, 100), expected, "{asked}");
        }
        assert_eq!(range("bytes=7-", 2 * MOST), Some((7, 7 + MOST)));
    }
}
