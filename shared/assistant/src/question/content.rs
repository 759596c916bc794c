//! What one side says in a row: a text or, where files are shown with it, a list of parts.

use base64::{display::Base64Display, engine::general_purpose::STANDARD};
use conversation::{FileKind, LeftOut, ShownFile};
use serde::{Serialize, Serializer};
use settings::Detail;

use crate::{files, notes::BETWEEN};

/// What one side says, in its order.
#[derive(Debug, Default)]
pub(crate) struct Content<'a>(Vec<Part<'a>>);

#[derive(Debug)]
enum Part<'a> {
    Text(String),
    Picture(&'a ShownFile, Detail),
    Document(&'a ShownFile),
}

/// The parts as the API has them (`InputContent`).
#[derive(Serialize)]
#[serde(tag = "type")]
enum Wire<'a> {
    #[serde(rename = "input_text")]
    Text { text: &'a str },
    #[serde(rename = "input_image")]
    Image {
        image_url: DataUrl<'a>,
        detail: Detail,
    },
    #[serde(rename = "input_file")]
    File {
        filename: String,
        file_data: DataUrl<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        detail: Option<Detail>,
    },
}

/// How finely the pages of a PDF are seen, beside their text. Other documents have no pages.
const DETAIL_OF_PAGES: Detail = Detail::Low;
const PDF: &str = "application/pdf";

impl<'a> Content<'a> {
    /// A text, which an empty line separates from one before it.
    pub(crate) fn add(&mut self, text: String) {
        match self.0.last_mut() {
            Some(Part::Text(before)) => {
                before.push_str(BETWEEN);
                before.push_str(&text);
            }
            _ => self.0.push(Part::Text(text)),
        }
    }

    /// A file. What is a text is shown as one.
    pub(crate) fn show(&mut self, file: &'a ShownFile, detail: Detail) {
        match file.file_type.kind {
            FileKind::Picture => self.0.push(Part::Picture(file, detail)),
            FileKind::Document => self.0.push(Part::Document(file)),
            FileKind::Text => self.add(files::text(file)),
        }
    }

    /// Whether a part stands in it that goes by this name.
    pub(crate) fn has(&self, what: LeftOut) -> bool {
        self.0.iter().any(|part| part.name() == Some(what))
    }

    /// Puts a note in the place of each part that goes by this name.
    pub(crate) fn leave_out(&mut self, what: LeftOut) {
        for part in std::mem::take(&mut self.0) {
            match part {
                Part::Picture(file, _) | Part::Document(file) if part.name() == Some(what) => {
                    self.add(files::not_taken(file));
                }
                Part::Text(text) => self.add(text),
                shown @ (Part::Picture(..) | Part::Document(_)) => self.0.push(shown),
            }
        }
    }
}

impl Part<'_> {
    const fn name(&self) -> Option<LeftOut> {
        match self {
            Self::Text(_) => None,
            Self::Picture(..) => Some(LeftOut::Pictures),
            Self::Document(_) => Some(LeftOut::Documents),
        }
    }

    fn wire(&self) -> Wire<'_> {
        match self {
            Self::Text(text) => Wire::Text { text },
            Self::Picture(file, detail) => Wire::Image {
                image_url: DataUrl(file),
                detail: *detail,
            },
            Self::Document(file) => Wire::File {
                filename: files::name(file),
                file_data: DataUrl(file),
                detail: (file.file_type.mime_type == PDF).then_some(DETAIL_OF_PAGES),
            },
        }
    }
}

/// A text alone is a string: many compatible servers take nothing else.
impl Serialize for Content<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0[..] {
            [] => serializer.serialize_str(""),
            [Part::Text(text)] => serializer.serialize_str(text),
            parts => serializer.collect_seq(parts.iter().map(Part::wire)),
        }
    }
}

/// A file within its own URL (<https://www.rfc-editor.org/rfc/rfc2397>), written straight into the
/// request.
struct DataUrl<'a>(&'a ShownFile);

impl Serialize for DataUrl<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ShownFile {
            file_type, bytes, ..
        } = self.0;
        let encoded = Base64Display::new(bytes, &STANDARD);
        serializer.collect_str(&format_args!(
            "data:{};base64,{encoded}",
            file_type.mime_type
        ))
    }
}
