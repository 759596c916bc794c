//! What an assistant can be shown of files.

use conversation::{FileKind, ports};

use crate::FileType;

/// Tells files apart by their bytes.
#[derive(Debug, Clone, Copy)]
pub struct ByBytes;

/// The kinds are those of OpenAI's `input_image`
/// (<https://developers.openai.com/api/docs/guides/images-vision>) and `input_file`
/// (<https://developers.openai.com/api/docs/guides/file-inputs>).
impl ports::FileTypes for ByBytes {
    fn of(&self, bytes: &[u8]) -> Option<conversation::FileType> {
        let file_type = FileType::of(bytes);
        let kind = match file_type {
            FileType::Png
            | FileType::Jpeg
            | FileType::Webp { animated: false }
            | FileType::Gif { animated: false } => FileKind::Picture,
            FileType::Pdf
            | FileType::Docx
            | FileType::Xlsx
            | FileType::Pptx
            | FileType::Doc
            | FileType::Xls
            | FileType::Ppt => FileKind::Document,
            FileType::Text => FileKind::Text,
            _ => return None,
        };
        Some(conversation::FileType {
            kind,
            mime_type: file_type.mime_type(),
            extension: file_type.extension(),
        })
    }
}
