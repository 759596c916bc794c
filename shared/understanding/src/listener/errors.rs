//! Errors, and whether each is worth a retry. Details hold a status and a code, never a server's
//! text: it may quote what was said, or the key.

use conversation::ports::{Failure, ListenError, Transcript};
use http_client::{CheckError, HttpError, Problem, Response, from_json, is_code};
use serde_json::Value;

/// OpenAI's code for an account that has run out of something; it comes with 429. ElevenLabs' comes
/// with a status that is permanent anyway.
const OUT_OF_QUOTA: &str = "insufficient_quota";

/// The code of a recording below 0.1 s, which a slip of the finger makes.
/// <https://github.com/UpstreetAI/usdk/issues/637>
const TOO_SHORT: &str = "audio_too_short";

/// What OpenAI says of a recording that is too long for the model, with the code `invalid_value`.
/// <https://github.com/murtaza-nasir/speakr/issues/168>
const TOO_LONG: &str = "is the maximum for this model";

/// The request brought no response. Unless it never left, the recording may have been heard.
pub(super) fn of_exchange(error: &HttpError) -> ListenError {
    let detail = error.to_string();
    match error {
        HttpError::NotConnected(_) => failed(Failure::transient(detail), false),
        error if error.is_transient() => failed(Failure::transient(detail), true),
        HttpError::BodyTooLarge { .. } => failed(Failure::permanent(detail), true),
        _ => failed(Failure::permanent(detail), false),
    }
}

/// The server answered with a status other than 2xx. The first line that fits decides:
///
/// | answer | here |
/// | --- | --- |
/// | a code of [`TOO_SHORT`] | nothing is said |
/// | 413, a message with [`TOO_LONG`] | too long |
/// | a code or type of [`OUT_OF_QUOTA`] | for good |
/// | 408, 425, 429, 500 and above | worth a retry, after `Retry-After` |
/// | all else: 400, 401, 403, 404 (also of a model), redirects | for good |
///
/// Nobody pays for a request that is refused or fails.
pub(super) fn of_refusal(response: &Response) -> Result<Transcript, ListenError> {
    let body: Value = from_json(&response.body).unwrap_or_default();
    let error = WireError::of(&body);
    let status = response.status;
    if error.is_named(TOO_SHORT) {
        return Ok(Transcript::default());
    }
    let detail = error.detail(status);
    let message = error.text("message").unwrap_or_default();
    if status == 413 || message.contains(TOO_LONG) {
        return Err(ListenError::TooLong { detail });
    }
    let is_transient = response.is_transient() && !error.is_named(OUT_OF_QUOTA);
    let failure = match is_transient {
        true => Failure::transient_after(detail, response.retry_after()),
        false => Failure::permanent(detail),
    };
    Err(failed(failure, false))
}

/// The same as [`of_refusal`] for a check, where it matters what to do about it.
pub(super) fn of_check(response: &Response) -> CheckError {
    let body: Value = from_json(&response.body).unwrap_or_default();
    let error = WireError::of(&body);
    let problem = match error.is_named(OUT_OF_QUOTA) {
        true => Problem::Account,
        false => CheckError::of_status(response).problem,
    };
    CheckError::new(problem, error.detail(response.status))
}

/// A success whose body is no JSON: a gateway's page, or an answer that was cut off.
pub(super) fn unreadable() -> ListenError {
    failed(Failure::transient("unreadable response"), true)
}

/// A success without a transcript: the server speaks another protocol.
pub(super) fn no_transcript() -> ListenError {
    failed(Failure::permanent("the answer is no transcript"), true)
}

pub(super) const fn failed(failure: Failure, paid_for: bool) -> ListenError {
    ListenError::Failed { failure, paid_for }
}

/// The error of a body: `{"error": {…}}` (OpenAI), `{"detail": {…}}` or `{"detail": [{…}]}`
/// (ElevenLabs), or the body itself (older versions of vLLM).
struct WireError<'a>(&'a Value);

impl<'a> WireError<'a> {
    fn of(body: &'a Value) -> Self {
        let mut envelopes = ["error", "detail"].into_iter();
        let error = envelopes.find_map(|name| body.get(name)).unwrap_or(body);
        Self(error.get(0).unwrap_or(error))
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.as_str()
    }

    /// Its codes, the most telling one first.
    fn names(&self) -> impl Iterator<Item = &'a str> {
        let names = ["code", "status", "type"].into_iter();
        names.filter_map(|name| self.text(name))
    }

    fn is_named(&self, wanted: &str) -> bool {
        self.names().any(|name| name == wanted)
    }

    /// The status, and a code if there is one.
    fn detail(&self, status: u16) -> String {
        match self.names().find(|name| is_code(name)) {
            Some(code) => format!("HTTP {status} {code}"),
            None => format!("HTTP {status}"),
        }
    }
}
