//! What one side says: a text, or a list of parts with a file among them.

use serde_json::Value;

use super::check::{Fault, require};

/// The pictures that the API takes, and the documents of the types that Recado sends.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];
pub(super) const PDF: &str = "application/pdf";
const OFFICE: [&str; 6] = [
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
];
/// The most characters of a picture's URL, by the API's description.
const MAX_PICTURE_URL: usize = 20_971_520;

/// A part, in whichever API.
pub(super) enum Part<'p> {
    Text(&'p str),
    Picture { url: &'p str, detail: &'p str },
    File { name: &'p str, data: &'p str },
}

/// Checks the content of a side, whose parts an API writes so. Only the customer's has parts, and one
/// without a file is a text, since many compatible servers take nothing else.
pub(super) fn check(
    side: &Value,
    at: &str,
    part: fn(&Value) -> Option<Part<'_>>,
) -> Result<(), Fault> {
    let content = side.get("content").unwrap_or(&Value::Null);
    if content.is_string() {
        return Ok(());
    }
    let written = content.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut parts = Vec::new();
    for (index, written) in written.iter().enumerate() {
        let at = format!("{at}.content[{index}]");
        let part = part(written).filter(is_sound);
        let part = part.ok_or_else(|| Fault::new(&at, "no part that Recado sends"))?;
        parts.push(part);
    }
    let is_text = |part: &Part<'_>| matches!(part, Part::Text(_));
    let has_files = !parts.iter().all(is_text);
    require(
        has_files,
        at,
        "the content must be text, or have a file in it",
    )?;
    require(side["role"] == "user", at, "only the customer sends files")?;
    let mut twos = parts.windows(2);
    let in_a_row = twos.any(|two| two.iter().all(is_text));
    require(!in_a_row, at, "two texts in a row are one")
}

fn is_sound(part: &Part<'_>) -> bool {
    match part {
        Part::Text(text) => !text.is_empty(),
        Part::Picture { url, detail } => {
            let is_picture = media_type(url).is_some_and(|it| PICTURES.contains(&it));
            let is_detail = ["low", "high", "auto"].contains(detail);
            is_picture && is_detail && url.len() <= MAX_PICTURE_URL
        }
        Part::File { name, data } => {
            let is_document = media_type(data).is_some_and(|it| it == PDF || OFFICE.contains(&it));
            is_document && name.contains('.')
        }
    }
}

/// A text field, or nothing.
pub(super) fn text<'p>(of: &'p Value, name: &str) -> &'p str {
    of.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Whether an object has these fields and no others.
pub(super) fn has_only(object: &Value, names: &[&str]) -> bool {
    object.as_object().is_some_and(|fields| {
        let known = |name: &String| names.contains(&name.as_str());
        fields.len() == names.len() && fields.keys().all(known)
    })
}

/// The media type of a data URL, if what follows is base64 without line breaks.
pub(super) fn media_type(url: &str) -> Option<&str> {
    let (media_type, data) = url.strip_prefix("data:")?.split_once(";base64,")?;
    let digits = data.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let is_base64 = data.len().is_multiple_of(4)
        && data.len() - digits.len() <= 2
        && !digits.is_empty()
        && digits.bytes().all(is_digit);
    is_base64.then_some(media_type)
}
