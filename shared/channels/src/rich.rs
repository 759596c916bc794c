//! The text of rich messages: blocks within blocks, each with its text in pieces, as in Telegram's
//! rich messages (<https://core.telegram.org/bots/api#richmessage>). A new kind that a provider
//! adds is read in the same way, as far as its fields have the same names.

use conversation::AttachmentKind;
use serde_json::Value;

use crate::json::text;
use crate::notes::Who;

/// The fields with a block's own text, in reading order.
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
/// The fields with the blocks within a block, including a table's rows and a poll's options.
const BLOCKS: [&str; 4] = ["blocks", "items", "cells", "options"];
/// The fields with a piece's text.
const PIECE: [&str; 3] = ["text", "alternative_text", "expression"];

/// The text, with each block on a line of its own and a note for media; none if there is no text.
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
            .map(|media| who.note(&format!("sent {media}"), None, None)),
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

/// A text, whole or in pieces, whatever its style.
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

/// Media within a text, which stay where they are in it.
fn media(kind: &str) -> Option<&'static str> {
    let kind = match kind {
        "photo" => AttachmentKind::Image,
        "video" | "animation" => AttachmentKind::Video,
        "audio" => AttachmentKind::Audio,
        "voice_note" => AttachmentKind::Voice,
        "document" => AttachmentKind::Document,
        "map" => return Some("a location"),
        _ => return None,
    };
    Some(kind.in_words())
}
