//! The response to a request that succeeded (2xx): the object `Response`, as far as we read it.

use conversation::{
    Usage,
    ports::{AssistantError, Completion},
};
use http_client::{from_json, is_code};
use serde::Deserialize;
use serde_json::Value;

use super::output::{Item, said};
use crate::{ending, errors, lenient};

#[derive(Debug, Deserialize)]
struct Response {
    /// The status. Compatible servers may leave it out of a complete response.
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    error: Option<Value>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    incomplete_details: Option<IncompleteDetails>,
    #[serde(deserialize_with = "lenient::each")]
    output: Vec<Item>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    usage: Option<WireUsage>,
}

#[derive(Debug, Deserialize)]
struct IncompleteDetails {
    #[serde(default)]
    reason: Option<String>,
}

impl Response {
    /// Why it is incomplete.
    fn reason(&self) -> Option<&str> {
        self.incomplete_details.as_ref()?.reason.as_deref()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WireUsage {
    input_tokens: u64,
    input_tokens_details: Option<InputDetails>,
    output_tokens: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct InputDetails {
    cached_tokens: u64,
}

/// Sorts a response by its status:
///
/// | status | here |
/// | --- | --- |
/// | `completed`, or none | an answer |
/// | `incomplete` by `content_filter` | refused, without what was written so far |
/// | `incomplete` otherwise | an answer: the whole sentences so far |
/// | `failed` | by its code, see [`of_failure`] |
/// | `cancelled` | worth a retry: nobody here cancels |
/// | `in_progress`, `queued`, unknown | for good: we asked for the whole answer at once, and the server does not give it |
///
/// What else comes with a 2xx is sorted by [`errors::in_place_of`].
pub(super) fn read(body: &[u8]) -> Result<Completion, AssistantError> {
    let response: Response =
        from_json(body).map_err(|_| errors::in_place_of("a response", body))?;
    match response.status.as_deref() {
        Some("completed") => Ok(answer(&response)),
        None => match &response.error {
            Some(error) if response.output.is_empty() => Err(errors::of_error(error)),
            Some(_) | None => Ok(answer(&response)),
        },
        Some("incomplete") => Ok(match response.reason() {
            Some("content_filter") => ending::filtered(answer(&response)),
            Some(_) | None => ending::at_limit(answer(&response)),
        }),
        Some("failed") => {
            let error = response.error.as_ref();
            let code = error.and_then(|error| error.get("code")?.as_str());
            Err(of_failure(code))
        }
        Some("cancelled") => Err(errors::transient("response cancelled")),
        Some("in_progress" | "queued") => Err(errors::permanent("response not awaited")),
        Some(_) => Err(errors::permanent("response of unknown status")),
    }
}

/// A response that says `failed`. A failure without a code is worth a retry as `server_error` is; the
/// codes that we do not name speak of what was asked.
fn of_failure(code: Option<&str>) -> AssistantError {
    let known = code
        .filter(|code| is_code(code))
        .unwrap_or("without a code");
    let detail = format!("response failed: {known}");
    match code {
        None | Some("server_error" | "rate_limit_exceeded" | "vector_store_timeout") => {
            errors::transient(&detail)
        }
        Some(code) if errors::is_named_too_long(code) => AssistantError::TooLong { detail },
        Some(_) => errors::permanent(&detail),
    }
}

/// The answer: text, a transfer, and whether the model refused. An answer may have all three.
fn answer(response: &Response) -> Completion {
    let said = said(&response.output);
    Completion {
        text: said.text,
        transfer: said.transfer,
        refused: said.refused,
        usage: usage(response),
        calls: said.calls,
        model: None,
        left_out: Vec::new(),
    }
}

fn usage(response: &Response) -> Usage {
    let usage = response.usage.as_ref();
    let details = usage.and_then(|usage| usage.input_tokens_details.as_ref());
    Usage {
        input_tokens: usage.map_or(0, |usage| usage.input_tokens),
        cached_tokens: details.map_or(0, |details| details.cached_tokens),
        output_tokens: usage.map_or(0, |usage| usage.output_tokens),
    }
}
