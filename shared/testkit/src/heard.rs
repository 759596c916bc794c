//! Recordings, as the stand-ins that write them down get them.

use axum::{body::Bytes, http::request::Parts};
use serde_json::{Map, Value};

use crate::channels::form::{self, Form};

/// The longest request: OpenAI takes files of 25 MB.
pub(crate) const MAX_REQUEST_BYTES: usize = 26 * 1024 * 1024;

/// The names and types under which Recado sends recordings. Servers tell the format by the name.
const FILES: [(&str, &str); 7] = [
    ("audio.flac", "audio/flac"),
    ("audio.m4a", "audio/mp4"),
    ("audio.mp3", "audio/mpeg"),
    ("audio.mp4", "video/mp4"),
    ("audio.ogg", "audio/ogg"),
    ("audio.wav", "audio/wav"),
    ("audio.webm", "video/webm"),
];

/// A recording that passed the checks.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The fields of the form beside the file.
    pub fields: Map<String, Value>,
    /// The name of the file.
    pub file_name: String,
    /// The bytes of the file.
    pub bytes: Bytes,
}

impl Heard {
    /// Reads a form with a recording in the field `file`, and no other fields than `texts`.
    pub(crate) fn read(parts: &Parts, body: &Bytes, texts: &[&str]) -> Result<Self, String> {
        if !form::is_form(parts) {
            return Err("not a form".to_owned());
        }
        let form = Form::read(parts, body)?;
        if let Some(fault) = form.fault_of_fields("file", texts) {
            return Err(fault);
        }
        let Form { texts, file } = form;
        if !FILES.contains(&(file.name.as_str(), file.kind.as_str())) {
            return Err(format!(
                "no name of a recording: {}, {}",
                file.name, file.kind
            ));
        }
        if file.bytes.is_empty() {
            return Err("an empty file".to_owned());
        }
        Ok(Self {
            fields: texts,
            file_name: file.name,
            bytes: file.bytes,
        })
    }

    /// The text in the field of that name, or an empty one.
    pub(crate) fn text(&self, name: &str) -> &str {
        let text = self.fields.get(name).and_then(Value::as_str);
        text.unwrap_or_default()
    }
}
