//! Forms with files, as the stand-ins get them.

use std::convert::Infallible;

use axum::{
    body::Bytes,
    http::{header, request::Parts},
};
use futures_util::{FutureExt, stream};
use multer::Multipart;
use serde_json::{Map, Value, json};

use super::audio;

/// A form (`multipart/form-data`) with one file.
pub(crate) struct Form {
    pub(crate) texts: Map<String, Value>,
    pub(crate) file: File,
}

/// A file of a form.
#[derive(Clone)]
pub(crate) struct File {
    field: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) bytes: Bytes,
}

/// Whether the body should be a form.
pub(crate) fn is_form(parts: &Parts) -> bool {
    content_type(parts).starts_with("multipart/form-data")
}

fn content_type(parts: &Parts) -> &str {
    let told = parts.headers.get(header::CONTENT_TYPE);
    told.and_then(|told| told.to_str().ok()).unwrap_or_default()
}

impl Form {
    pub(crate) fn read(parts: &Parts, body: &Bytes) -> Result<Self, String> {
        let boundary = multer::parse_boundary(content_type(parts));
        let boundary = boundary.map_err(|error| error.to_string())?;
        // Some providers refuse a body of unknown length.
        if !parts.headers.contains_key(header::CONTENT_LENGTH) {
            return Err("a form without its length".to_owned());
        }
        let body = body.clone();
        let all = stream::once(async { Ok::<_, Infallible>(body) });
        let read = read(Multipart::new(all, boundary)).now_or_never();
        read.ok_or("a form that never ends")?
    }

    /// The text in the field of that name.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name)?.as_str()
    }

    /// What is wrong with it, unless it has audio of ours in `field`, and no other fields than
    /// `texts` beside it.
    pub(crate) fn fault(&self, field: &str, texts: &[&str]) -> Option<String> {
        let fields = self.fault_of_fields(field, texts);
        fields.or_else(|| audio::fault(&self.file.kind, &self.file.bytes))
    }

    /// The same, whatever the file is.
    pub(crate) fn fault_of_fields(&self, field: &str, texts: &[&str]) -> Option<String> {
        let unknown = |name: &&String| !texts.contains(&name.as_str());
        if let Some(name) = self.texts.keys().find(unknown) {
            Some(format!("a field too many: {name}"))
        } else if self.file.field != field {
            Some(format!("no file in the field {field}"))
        } else {
            None
        }
    }

    /// Its texts, and a description of the file.
    pub(crate) fn shown(&self) -> Map<String, Value> {
        let mut shown = self.texts.clone();
        let file = &self.file;
        let file = json!({"name": file.name, "type": file.kind, "bytes": file.bytes.len()});
        shown.insert("file".to_owned(), file);
        shown
    }
}

async fn read(mut parts: Multipart<'_>) -> Result<Form, String> {
    let wrong = |error: multer::Error| error.to_string();
    let mut texts = Map::new();
    let mut file = None;
    while let Some(part) = parts.next_field().await.map_err(wrong)? {
        let field = part.name().unwrap_or_default().to_owned();
        let name = part.file_name().map(str::to_owned);
        let kind = part.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).map(str::to_owned);
        let twice = match (name, kind) {
            (None, None) => {
                let text = part.text().await.map_err(wrong)?;
                texts.insert(field, text.into()).is_some()
            }
            (Some(name), Some(kind)) if !name.is_empty() => {
                let bytes = part.bytes().await.map_err(wrong)?;
                let read = File {
                    field,
                    name,
                    kind,
                    bytes,
                };
                file.replace(read).is_some()
            }
            _ => return Err(format!("a file without name or type: {field}")),
        };
        if twice {
            return Err("a field twice, or two files".to_owned());
        }
    }
    let file = file.ok_or("a form without a file")?;
    Ok(Form { texts, file })
}
