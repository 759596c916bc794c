//! What one side says in a row: a text or, where files are shown with it, a list of parts.

use base64::{display::Base64Display, engine::general_purpose::STANDARD};
use conversation::{FileKind, LeftOut, ShownFile};
use serde::{Serialize, Serializer};
use settings::Detail;

use crate::{files, notes::BETWEEN};

/// What one side says, in its order.
#[derive(Debug, Default)]
pub(crate) struct Content<'a>(Vec<Part<'a>>);

/// A part of what one side says.
#[derive(Debug)]
pub(crate) enum Part<'a> {
    Text(String),
    Picture(&'a ShownFile, Detail),
    Document(&'a ShownFile),
}

/// What one side says, as a protocol writes it. A text alone is a string: many compatible servers
/// take nothing else.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Written<'c, P> {
    Text(&'c str),
    Parts(Vec<P>),
}

impl<'a> Content<'a> {
    /// A text, which an empty line separates from one before it.
    pub(super) fn add(&mut self, text: String) {
        match self.0.last_mut() {
            Some(Part::Text(before)) => {
                before.push_str(BETWEEN);
                before.push_str(&text);
            }
            _ => self.0.push(Part::Text(text)),
        }
    }

    /// A file. What is a text is shown as one.
    pub(super) fn show(&mut self, file: &'a ShownFile, detail: Detail) {
        match file.file_type.kind {
            FileKind::Picture => self.0.push(Part::Picture(file, detail)),
            FileKind::Document => self.0.push(Part::Document(file)),
            FileKind::Text => self.add(files::text(file)),
        }
    }

    /// Whether a part stands in it that goes by this name.
    pub(super) fn has(&self, what: LeftOut) -> bool {
        self.0.iter().any(|part| part.name() == Some(what))
    }

    /// Puts a note in the place of each part that goes by this name.
    pub(super) fn leave_out(&mut self, what: LeftOut) {
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

    /// Writes it in a protocol that writes a part so.
    pub(crate) fn written<'c, P>(&'c self, part: fn(&'c Part<'a>) -> P) -> Written<'c, P> {
        match &self.0[..] {
            [] => Written::Text(""),
            [Part::Text(text)] => Written::Text(text),
            parts => Written::Parts(parts.iter().map(part).collect()),
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
}

/// A file within its own URL (<https://www.rfc-editor.org/rfc/rfc2397>), written straight into the
/// request.
#[derive(Debug)]
pub(crate) struct DataUrl<'a>(pub(crate) &'a ShownFile);

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
