//! The files of Office until 2003: a file system of sectors in a file, told by the stream that
//! holds the document. Source: MS-CFB, sections 2.2, 2.3 and 2.6.

use super::FileType;
use crate::numbers::{size_le, u16_le};

const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Where the header lists the first sectors of the table that chains all others.
const FIRST_TABLE_SECTORS: usize = 76;
/// How many it lists there. They chain the first 7 MB at least.
const TABLE_SECTORS: usize = 109;
const ENTRY_BYTES: usize = 128;
/// The most sectors of the directory that are read; a document has a few.
const MAX_DIRECTORY_SECTORS: usize = 64;

pub(super) fn file_type(bytes: &[u8]) -> Option<FileType> {
    bytes.strip_prefix(MAGIC)?;
    let sector_bytes = match u16_le(bytes, 30)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    let file = File {
        bytes,
        sector_bytes,
    };
    file.directory().find_map(of_stream)
}

/// By the stream's name in UTF-16, of which the length in bytes counts the zero at its end.
fn of_stream(entry: &[u8]) -> Option<FileType> {
    let length = usize::from(u16_le(entry, 64)?);
    let name = entry.get(..length.checked_sub(2)?)?.as_chunks::<2>().0;
    let name = char::decode_utf16(name.iter().copied().map(u16::from_le_bytes));
    let name: String = name.collect::<Result<_, _>>().ok()?;
    match name.as_str() {
        "WordDocument" => Some(FileType::Doc),
        "Workbook" | "Book" => Some(FileType::Xls),
        "PowerPoint Document" => Some(FileType::Ppt),
        _ => None,
    }
}

#[derive(Clone, Copy)]
struct File<'a> {
    bytes: &'a [u8],
    sector_bytes: usize,
}

impl<'a> File<'a> {
    fn directory(self) -> impl Iterator<Item = &'a [u8]> {
        let first = size_le(self.bytes, 48);
        let sectors = std::iter::successors(first, move |sector| self.next(*sector));
        let sectors = sectors.take(MAX_DIRECTORY_SECTORS);
        let sectors = sectors.map_while(move |sector| self.sector(sector));
        sectors.flat_map(|sector| sector.chunks(ENTRY_BYTES))
    }

    /// As far as the file has it. The header takes the place of one sector.
    fn sector(self, sector: usize) -> Option<&'a [u8]> {
        let start = sector.checked_add(1)?.checked_mul(self.sector_bytes)?;
        let rest = self.bytes.get(start..)?;
        Some(rest.get(..self.sector_bytes).unwrap_or(rest))
    }

    /// The sector that comes after it; at the end a number beyond any file.
    fn next(self, sector: usize) -> Option<usize> {
        let per_sector = self.sector_bytes / 4;
        let listed = Some(sector / per_sector).filter(|listed| *listed < TABLE_SECTORS)?;
        let table = size_le(self.bytes, FIRST_TABLE_SECTORS + 4 * listed)?;
        size_le(self.sector(table)?, 4 * (sector % per_sector))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with the table in its first sector, and the directory in the third and the second.
    fn document(streams: &[&str]) -> Vec<u8> {
        let mut file = vec![0; 512 * 4];
        let mut put = |at: usize, bytes: &[u8]| {
            file.get_mut(at..at + bytes.len())
                .unwrap()
                .copy_from_slice(bytes);
        };
        put(0, MAGIC);
        put(30, &[9, 0]);
        put(48, &[2, 0, 0, 0]);
        put(512 + 4 * 2, &[1, 0, 0, 0]);
        put(512 + 4, &[0xfe, 0xff, 0xff, 0xff]);
        let places = (0..4).map(|nth| 512 * 3 + nth * 128);
        let places = places.chain((0..4).map(|nth| 512 * 2 + nth * 128));
        for (at, name) in places.zip(streams) {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            put(at, &name);
            put(
                at + 64,
                &u16::try_from(name.len() + 2).unwrap().to_le_bytes(),
            );
        }
        file
    }

    #[test]
    fn the_stream_of_the_document_tells_the_program() {
        let root = "Root Entry";
        for (streams, expected) in [
            (&[root, "1Table", "WordDocument"][..], Some(FileType::Doc)),
            (&[root, "Workbook"], Some(FileType::Xls)),
            (
                &[root, "a", "b", "c", "PowerPoint Document"],
                Some(FileType::Ppt),
            ),
            (&[root, "__nameid_version1.0"], None),
        ] {
            assert_eq!(file_type(&document(streams)), expected, "{streams:?}");
        }
    }

    #[test]
    fn a_chain_without_an_end_ends() {
        let mut file = document(&["Root Entry"]);
        file.get_mut(512 + 4..512 + 8)
            .unwrap()
            .copy_from_slice(&[2, 0, 0, 0]);
        assert_eq!(file_type(&file), None);
    }
}
