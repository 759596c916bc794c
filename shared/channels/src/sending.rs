//! What the senders share: cutting an answer into parts, and what an HTTP exchange means for a
//! part that was on its way out.

use std::time::Duration;

use conversation::ports::{Audio, Failure};
use conversation::{MessageId, Part};
use http_client::{FormPart, HttpError, Response};
use serde_json::Value;

use crate::fences::split_marked;
use crate::json::scalar;
use crate::markdown::{Style, render};
use crate::split::Limit;

/// A text message on WhatsApp. Meta does not say what it counts as a character.
pub(crate) const WHATSAPP: Limit = Limit::Characters(4096);

/// A text message on Instagram, in UTF-8 (sure):
/// <https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message>.
pub(crate) const INSTAGRAM: Limit = Limit::Bytes(1000);

/// How long showing that somebody is typing may keep the answer waiting.
pub(crate) const TYPING_TIME_LIMIT: Duration = Duration::from_secs(3);

/// An answer as WhatsApp shows it, whoever takes it there.
pub(crate) fn whatsapp_parts(markdown: &str, limit: Limit) -> Vec<Part> {
    split_marked(&render(markdown, Style::WhatsApp), limit)
}

/// The audio as a form's file. Its bytes are shared and not copied, and of a known length: not every
/// server takes a body without one.
pub(crate) fn audio_file(audio: &Audio) -> Result<FormPart, Failure> {
    FormPart::stream_with_length(audio.bytes.clone(), audio.bytes.len() as u64)
        .file_name(audio.file_name.clone())
        .mime_str(audio.mime_type)
        .map_err(|error| unanswered(error.into()))
}

/// No answer came. Whether the part arrived is not known.
pub(crate) fn unanswered(error: HttpError) -> Failure {
    let detail = error.to_string();
    if error.is_transient() {
        Failure::transient(detail)
    } else {
        Failure::permanent(detail)
    }
}

/// Whether the server took the part; if not, `refused` says what that means.
pub(crate) fn taken(response: &Response, refused: fn(&Response) -> Failure) -> Result<(), Failure> {
    match response.status {
        200..=299 => Ok(()),
        _ => Err(refused(response)),
    }
}

/// The id that the answer gives to what was sent, at a JSON pointer. An answer without one has taken it
/// all the same.
pub(crate) fn told_id(response: &Response, pointer: &str) -> Option<MessageId> {
    let answer: Value = http_client::from_json(&response.body).ok()?;
    MessageId::parse(&scalar(answer.pointer(pointer)?)?).ok()
}

/// The server refused the part, and nothing but its status is kept of that.
pub(crate) fn refused(response: &Response) -> Failure {
    by_status(response, format!("status {}", response.status))
}

/// The server refused the part, and only its status says what that means.
pub(crate) fn by_status(response: &Response, detail: String) -> Failure {
    match response.status {
        // Timeout, too early, too many requests, and everything that is the server's own fault.
        408 | 425 | 429 | 500.. => Failure::transient_after(detail, response.retry_after()),
        _ => Failure::permanent(detail),
    }
}

/// The reply address was made by another channel, or by none.
pub(crate) fn foreign_address() -> Failure {
    Failure::permanent("the reply address is not one of this channel")
}
