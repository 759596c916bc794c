//! The attachments of a message. The contract is the project's own; unknown fields are ignored.

use conversation::{Attachment, AttachmentKind, MAX_ATTACHMENTS};
use serde_json::Value;

use super::body::{list, malformed, number, optional, required};
use crate::WebhookError;
use crate::content::{is_link, source};

/// The field with the file's URL, and that of a source.
pub(super) const URL: &str = "url";

/// The attachments that a body names.
pub(super) fn attachments(body: &Value) -> Result<Vec<Attachment>, WebhookError> {
    const LIST: &str = "attachments";
    let told = list(body, LIST)?;
    if told.len() > MAX_ATTACHMENTS {
        let problem = format!("must be at most {MAX_ATTACHMENTS}");
        return Err(malformed(LIST, problem));
    }
    let read = told.iter().enumerate().map(|(nth, one)| {
        attachment(one).map_err(|error| match error {
            WebhookError::Malformed(problem) => malformed_at(nth, &problem),
            other => other,
        })
    });
    let kept = Attachment::bounded(read.collect::<Result<_, _>>()?);
    match kept.iter().position(|one| one.source.is_none()) {
        Some(nth) => {
            let problem =
                "url: must be shorter: one has at most 4 KB, all of a message about 60 KB";
            Err(malformed_at(nth, problem))
        }
        None => Ok(kept),
    }
}

fn malformed_at(nth: usize, problem: &str) -> WebhookError {
    WebhookError::Malformed(format!("attachments[{nth}].{problem}"))
}

fn attachment(told: &Value) -> Result<Attachment, WebhookError> {
    let url = required(told, URL)?;
    if !is_link(url, &["https"]) {
        let problem = "must be an https URL without a user and a password";
        return Err(malformed(URL, problem));
    }
    Ok(Attachment {
        kind: kind(required(told, "kind")?)?,
        source: source(URL, Some(url)),
        mime_type: optional(told, "mime_type")?.map(str::to_owned),
        size: number(told, "size")?,
        name: optional(told, "name")?.map(str::to_owned),
        duration_ms: number(told, "duration_ms")?,
    })
}

fn kind(told: &str) -> Result<AttachmentKind, WebhookError> {
    serde_json::from_value(Value::from(told)).map_err(|_| {
        let kinds = "voice, audio, image, video, document, sticker or animated_sticker";
        malformed("kind", format!("must be {kinds}"))
    })
}
