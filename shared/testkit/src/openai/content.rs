//! The content of an item: a text, or a list of parts with a file among them.

use serde_json::Value;

use super::check::{Fault, require};

/// The pictures that the API takes, and the documents of the types that Recado sends.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const PDF: &str = "application/pdf";
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

/// Checks the content of an item. Only the customer's has parts, and one without a file is a text,
/// since many compatible servers take nothing else.
pub(super) fn check(item: &Value, at: &str) -> Result<(), Fault> {
    let content = item.get("content").unwrap_or(&Value::Null);
    if content.is_string() {
        return Ok(());
    }
    let parts = content.as_array().map(Vec::as_slice).unwrap_or_default();
    let has_files = parts.iter().any(|part| kind(part) != "input_text");
    require(
        has_files,
        at,
        "the content must be text, or have a file in it",
    )?;
    require(item["role"] == "user", at, "only the customer sends files")?;
    for (index, part) in parts.iter().enumerate() {
        check_part(part, &format!("{at}.content[{index}]"))?;
    }
    let texts = parts.windows(2);
    let mut texts = texts.filter(|two| two.iter().all(|part| kind(part) == "input_text"));
    require(texts.next().is_none(), at, "two texts in a row are one")
}

fn kind(part: &Value) -> &str {
    text(part, "type")
}

fn text<'a>(part: &'a Value, name: &str) -> &'a str {
    part.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn check_part(part: &Value, at: &str) -> Result<(), Fault> {
    let (names, holds): (&[&str], _) = match kind(part) {
        "input_text" => (&["type", "text"], !text(part, "text").is_empty()),
        "input_image" => {
            let url = text(part, "image_url");
            let is_picture = media_type(url).is_some_and(|it| PICTURES.contains(&it));
            let is_detail = ["low", "high", "auto"].contains(&text(part, "detail"));
            let holds = is_picture && is_detail && url.len() <= MAX_PICTURE_URL;
            (&["type", "image_url", "detail"], holds)
        }
        "input_file" => {
            let media_type = media_type(text(part, "file_data")).unwrap_or_default();
            let detail = match media_type {
                PDF => part.get("detail").is_some_and(|it| it == "low"),
                other => OFFICE.contains(&other) && part.get("detail").is_none(),
            };
            let is_named = text(part, "filename").contains('.');
            (
                &["type", "filename", "file_data", "detail"],
                detail && is_named,
            )
        }
        _ => (&[], false),
    };
    let mut fields = part.as_object().into_iter().flatten();
    let known = fields.all(|(name, _)| names.contains(&name.as_str()));
    require(holds && known, at, "no part that Recado sends")
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn item(part: &Value) -> Value {
        json!({"role": "user", "content": [{"type": "input_text", "text": "oi"}, part]})
    }

    #[test]
    fn the_files_that_we_send_pass() {
        for part in [
            json!({"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "high"}),
            json!({
                "type": "input_file", "filename": "a.pdf", "detail": "low",
                "file_data": "data:application/pdf;base64,AA==",
            }),
            json!({
                "type": "input_file", "filename": "a.doc",
                "file_data": "data:application/msword;base64,AAA=",
            }),
        ] {
            assert!(check(&item(&part), "input[0]").is_ok(), "{part}");
        }
    }

    #[test]
    fn each_slip_is_refused() {
        for part in [
            json!({"type": "input_image", "image_url": "https://loja.example/a", "detail": "high"}),
            json!({"type": "input_image", "image_url": "data:image/png;base64,A", "detail": "high"}),
            json!({"type": "input_image", "image_url": "data:image/heic;base64,AAAA", "detail": "high"}),
            json!({"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "fine"}),
            json!({"type": "input_image", "image_url": "data:image/png;base64,AAAA"}),
            json!({"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"}),
            json!({
                "type": "input_file", "filename": "a", "detail": "low",
                "file_data": "data:application/pdf;base64,AAAA",
            }),
            json!({
                "type": "input_file", "filename": "a.doc", "detail": "low",
                "file_data": "data:application/msword;base64,AAAA",
            }),
            json!({"type": "input_file", "filename": "a.pdf", "file_id": "file-1"}),
            json!({"type": "input_text", "text": "tudo bem?"}),
        ] {
            assert!(check(&item(&part), "input[0]").is_err(), "{part}");
        }
        let mut ours = item(
            &json!({"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "low"}),
        );
        ours["role"] = json!("assistant");
        assert!(check(&ours, "input[0]").is_err());
    }
}
