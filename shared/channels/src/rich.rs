//! The words of what is not plain text: blocks within blocks, each with its text in pieces, as
//! Telegram tells a rich message (<https://core.telegram.org/bots/api#richmessage>). Whatever new
//! kind a provider thinks of is read in the same way, as far as its fields have the same names.

use serde_json::Value;

use crate::json::text;
use crate::notes::Who;

/// What holds a block's own words, in the order in which they are read.
const WORDS: [&str; 9] = [
    "title",
    "summary",
    "question",
    "text",
    "body",
    "expression",
    "description",
    "caption",
    "credit",
];
/// What holds the blocks within a block: also a table's rows, and what a poll lets one choose.
const BLOCKS: [&str; 4] = ["blocks", "items", "cells", "options"];
/// What holds a piece's words.
const PIECE: [&str; 3] = ["text", "alternative_text", "expression"];

/// The words, a block on each line, with a note for media; none where there are no words.
pub(crate) fn words(content: &Value, who: Who) -> Option<String> {
    let mut lines = Vec::new();
    read(content, who, &mut lines);
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn read(block: &Value, who: Who, lines: &mut Vec<String>) {
    if let Some(list) = block.as_array() {
        for one in list {
            match one.as_array() {
                Some(cells) => lines.push(row(cells)),
                None => read(one, who, lines),
            }
        }
    }
    let begins = lines.len();
    lines.extend(
        text(block, "/type")
            .and_then(media)
            .map(|did| who.note(did, None, None)),
    );
    let own = WORDS.iter().filter_map(|name| block.get(name)).map(pieces);
    lines.extend(own.filter(|line| !line.trim().is_empty()));
    for within in BLOCKS.iter().filter_map(|name| block.get(name)) {
        read(within, who, lines);
    }
    // The number or the sign of a list's item.
    if let (Some(label), Some(first)) = (text(block, "/label"), lines.get_mut(begins)) {
        first.insert_str(0, &format!("{label} "));
    }
}

fn row(cells: &[Value]) -> String {
    let cells: Vec<String> = cells.iter().map(pieces).collect();
    cells.join(" | ")
}

/// A text, whole or in pieces, whatever it looks like.
fn pieces(told: &Value) -> String {
    match told {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(pieces).collect(),
        piece => {
            let words = PIECE.iter().find_map(|name| piece.get(name));
            words.map(pieces).unwrap_or_default()
        }
    }
}

fn media(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "photo" => "sent an image",
        "video" => "sent a video",
        "animation" => "sent an animation",
        "audio" => "sent an audio file",
        "voice_note" => "sent a voice message",
        "document" => "sent a document",
        "map" => "sent a location",
        _ => return None,
    })
}
