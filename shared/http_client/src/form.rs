//! Files of forms.

use bytes::Bytes;
use reqwest::multipart::Part;

use crate::HttpError;

/// A file of a form. Its bytes are shared and not copied, and their length is known, since not every
/// server takes a body of unknown length. Fails if `mime_type` is no media type.
pub fn form_file(bytes: Bytes, name: String, mime_type: &str) -> Result<Part, HttpError> {
    let length = bytes.len() as u64;
    Part::stream_with_length(bytes, length)
        .file_name(name)
        .mime_str(mime_type)
        .map_err(HttpError::from)
}
