//! ZIP, and the files of Office in it, told by the folder in which each keeps its parts. The
//! directory at the file's end is read, since what is before it need not say its own length.
//! Sources: <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>, 4.3.12 and 4.3.16, and
//! ECMA-376, part 2.

use super::FileType;
use crate::numbers::{size_le, u16_le};

/// The longest last record, with the longest comment.
const MAX_LAST_RECORD_BYTES: usize = 22 + 65_535;

pub(super) fn file_type(bytes: &[u8]) -> Option<FileType> {
    let zip = bytes.starts_with(b"PK\x03\x04").then_some(bytes)?;
    let is_office = names(zip).any(|name| name == b"[Content_Types].xml");
    let office = names(zip).find_map(of_folder).filter(|_| is_office);
    Some(office.unwrap_or(FileType::Zip))
}

fn of_folder(name: &[u8]) -> Option<FileType> {
    let folder = name.split(|byte| *byte == b'/').next()?;
    match folder {
        b"word" => Some(FileType::Docx),
        b"xl" => Some(FileType::Xlsx),
        b"ppt" => Some(FileType::Pptx),
        _ => None,
    }
}

/// The names of the files, as far as the directory can be read.
fn names(zip: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = directory(zip).unwrap_or_default();
    std::iter::from_fn(move || {
        let entry = rest.starts_with(b"PK\x01\x02").then_some(rest)?;
        let length = |at| u16_le(entry, at).map(usize::from);
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let (name, after) = entry.get(46..)?.split_at_checked(name)?;
        rest = after.get(extra + comment..)?;
        Some(name)
    })
}

fn directory(zip: &[u8]) -> Option<&[u8]> {
    let tail = zip.get(zip.len().saturating_sub(MAX_LAST_RECORD_BYTES)..)?;
    let last_record = tail.windows(4).rposition(|magic| magic == b"PK\x05\x06")?;
    zip.get(size_le(tail, last_record + 16)?..)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file whose directory has these names.
    fn zip(names: &[&str], comment: &[u8]) -> Vec<u8> {
        let mut zip = b"PK\x03\x04 of which only the directory is looked at".to_vec();
        let directory = u32::try_from(zip.len()).unwrap();
        for name in names {
            zip.extend(b"PK\x01\x02");
            zip.extend([0; 24]);
            zip.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
            zip.extend(*b"\x03\0\x02\0");
            zip.extend([0; 12]);
            zip.extend(name.as_bytes());
            zip.extend(*b"extra");
        }
        zip.extend(b"PK\x05\x06");
        zip.extend([0; 12]);
        zip.extend(directory.to_le_bytes());
        zip.extend(u16::try_from(comment.len()).unwrap().to_le_bytes());
        zip.extend(comment);
        zip
    }

    #[test]
    fn the_folder_of_its_parts_tells_an_office_file() {
        let types = "[Content_Types].xml";
        for (names, expected) in [
            (
                &[types, "_rels/.rels", "word/document.xml"][..],
                FileType::Docx,
            ),
            (
                &["docProps/app.xml", "xl/workbook.xml", types],
                FileType::Xlsx,
            ),
            (&["ppt/presentation.xml", types], FileType::Pptx),
            (&[types, "3D/model.model"], FileType::Zip),
            (&["word/lista.txt"], FileType::Zip),
            (&["words/a", "a/word/b", types], FileType::Zip),
            (&[], FileType::Zip),
        ] {
            for comment in [&b""[..], &[b'c'; 65_535]] {
                assert_eq!(file_type(&zip(names, comment)), Some(expected), "{names:?}");
            }
        }
    }

    #[test]
    fn a_file_cut_short_is_a_zip_all_the_same() {
        let whole = zip(&["[Content_Types].xml", "word/document.xml"], b"");
        let (beginning, _) = whole.split_at(whole.len() - 30);
        assert_eq!(file_type(beginning), Some(FileType::Zip));
    }
}
