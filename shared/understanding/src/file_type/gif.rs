//! GIF. Source: <https://www.w3.org/Graphics/GIF/spec-gif89a.txt>.

use super::FileType;

/// Where the first block is, if no table of colours is before it.
const FIRST_BLOCK: usize = 13;
const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;

pub(super) fn file_type(bytes: &[u8]) -> Option<FileType> {
    let is_gif = bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a");
    is_gif.then(|| FileType::Gif {
        animated: has_second_image(bytes).unwrap_or(false),
    })
}

/// None if the file ends before that is known.
fn has_second_image(gif: &[u8]) -> Option<bool> {
    let mut at = FIRST_BLOCK + color_table_bytes(gif, 10)?;
    let mut images = 0;
    loop {
        at = match *gif.get(at)? {
            EXTENSION => after_sub_blocks(gif, at + 2)?,
            IMAGE if images == 1 => return Some(true),
            IMAGE => {
                images += 1;
                // One byte before the sub-blocks says how they are packed.
                after_sub_blocks(gif, at + 11 + color_table_bytes(gif, at + 9)?)?
            }
            _ => return Some(false),
        };
    }
}

/// The length of the table of colours that the flags at `at` announce.
fn color_table_bytes(gif: &[u8], at: usize) -> Option<usize> {
    let flags = gif.get(at)?;
    let has_table = flags & 0x80 != 0;
    Some(if has_table { 6 << (flags & 7) } else { 0 })
}

/// Sub-blocks, each with its length before it, end with an empty one.
fn after_sub_blocks(gif: &[u8], first: usize) -> Option<usize> {
    let mut at = first;
    loop {
        let length = usize::from(*gif.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOP: &[u8] = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
    const FRAME: &[u8] = b"\x2c\0\0\0\0\x01\0\x01\0\x80\0\0\0\xff\xff\xff\x02\x02\x44\x01\0";

    fn gif(blocks: &[&[u8]]) -> FileType {
        let head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
        file_type(&[&head[..], &blocks.concat(), b"\x3b"].concat()).unwrap()
    }

    #[test]
    fn a_second_image_makes_it_move() {
        let animated = |animated| FileType::Gif { animated };
        assert_eq!(gif(&[FRAME]), animated(false));
        assert_eq!(gif(&[LOOP, FRAME]), animated(false));
        assert_eq!(gif(&[LOOP, FRAME, FRAME]), animated(true));
        assert_eq!(gif(&[FRAME, LOOP, FRAME]), animated(true));
        assert_eq!(file_type(b"GIF89a"), Some(animated(false)));
    }
}
