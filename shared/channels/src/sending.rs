//! Shared parts of the senders: splitting an answer into parts, and the outcome of an HTTP exchange
//! for a part that was sent.

use std::time::Duration;

use conversation::ports::{Audio, Failure};
use conversation::{MessageId, Part};
use http_client::{
    BodyLimit, CheckError, FormPart, HttpError, RequestBuilder, Response, form_file,
};
use serde_json::Value;

use crate::fences::split_marked;
use crate::json::scalar;
use crate::markdown::{Style, render};
use crate::split::Limit;

/// The limit of a text message on WhatsApp. Meta does not say what it counts as a character.
pub(crate) const WHATSAPP: Limit = Limit::Characters(4096);

/// The limit of a text message on Instagram, in UTF-8 (certain):
/// <https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message>.
pub(crate) const INSTAGRAM: Limit = Limit::Bytes(1000);

/// How long showing a typing indicator may delay the answer.
pub(crate) const TYPING_TIME_LIMIT: Duration = Duration::from_secs(3);

/// An answer in WhatsApp's markup, whoever takes it there.
pub(crate) fn whatsapp_parts(markdown: &str, limit: Limit) -> Vec<Part> {
    split_marked(&render(markdown, Style::WhatsApp), limit)
}

/// The audio as a form's file.
pub(crate) fn audio_file(audio: &Audio) -> Result<FormPart, Failure> {
    let (bytes, name) = (audio.bytes.clone(), audio.file_name.clone());
    form_file(bytes, name, audio.mime_type).map_err(unanswered)
}

/// The failure without a response. Whether the part arrived is not known.
pub(crate) fn unanswered(error: HttpError) -> Failure {
    let detail = error.to_string();
    if error.is_transient() {
        Failure::transient(detail)
    } else {
        Failure::permanent(detail)
    }
}

/// Checks whether the server took the part; `refused` turns a refusal into a failure.
pub(crate) fn taken(response: &Response, refused: fn(&Response) -> Failure) -> Result<(), Failure> {
    match response.status {
        200..=299 => Ok(()),
        _ => Err(refused(response)),
    }
}

/// Sends a request that only reads something, for a check. `refused` tells what a refusal means.
pub(crate) async fn read(
    client: &http_client::Client,
    request: RequestBuilder,
    time_limit: Duration,
    refused: fn(&Response) -> CheckError,
) -> Result<Response, CheckError> {
    let response = client.send(request, BodyLimit::JSON, time_limit).await?;
    match response.status {
        200..=299 => Ok(response),
        _ => Err(refused(&response)),
    }
}

/// The id that the response gives to the sent part, at a JSON pointer. A response without an id has
/// taken the part all the same.
pub(crate) fn told_id(response: &Response, pointer: &str) -> Option<MessageId> {
    let answer: Value = http_client::from_json(&response.body).ok()?;
    MessageId::parse(&scalar(answer.pointer(pointer)?)?).ok()
}

/// The failure of a refused part, of which only the status is kept.
pub(crate) fn refused(response: &Response) -> Failure {
    by_status(response, format!("status {}", response.status))
}

/// The failure of a refused part, by its status alone.
pub(crate) fn by_status(response: &Response, detail: String) -> Failure {
    match response.is_transient() {
        true => Failure::transient_after(detail, response.retry_after()),
        false => Failure::permanent(detail),
    }
}

/// The failure of a reply address that another channel made, or none.
pub(crate) fn foreign_address() -> Failure {
    Failure::permanent("the reply address is not one of this channel")
}
