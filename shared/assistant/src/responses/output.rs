//! The items of a response, as far as we read them.

use conversation::ports::TransferCall;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::{lenient, said, transfer_tool, written_call};

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Item {
    Message {
        #[serde(default)]
        phase: Option<String>,
        #[serde(default, deserialize_with = "content")]
        content: Vec<Part>,
    },
    FunctionCall {
        #[serde(default)]
        name: String,
        #[serde(default)]
        arguments: Value,
    },
    /// Reasoning, searches, and any kind that the API may add.
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Part {
    /// The text. Servers that come from chat completions call it `text`, as those do.
    #[serde(alias = "text")]
    OutputText {
        #[serde(deserialize_with = "text")]
        text: String,
    },
    Refusal {},
    #[serde(other)]
    Unknown,
}

/// The parts of a message. Some servers write a single text as a string.
fn content<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Part>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => vec![Part::OutputText { text }],
        Value::Array(parts) => lenient::readable(parts),
        _ => Vec::new(),
    })
}

/// A text. Within an object it stands as the `value`, as in the Assistants API.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Text {
        Bare(String),
        Within { value: String },
    }
    let (Text::Bare(text) | Text::Within { value: text }) = Text::deserialize(deserializer)?;
    Ok(text)
}

/// The text of the messages for the customer, without repetitions.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) text: String,
    /// The first transfer, called properly or within a text.
    pub(super) transfer: Option<TransferCall>,
    pub(super) refused: bool,
}

pub(super) fn said(output: &[Item]) -> Said {
    let mut said = Said::default();
    let mut texts = Vec::new();
    for item in output {
        match item {
            // A `commentary` is the assistant's talk with itself.
            Item::Message { phase, content } if is_shown(phase.as_deref()) => {
                let (text, call) = read(content);
                add(&mut texts, text);
                said.transfer = said.transfer.or(call);
                said.refused |= content.iter().any(|part| matches!(part, Part::Refusal {}));
            }
            Item::FunctionCall { name, arguments } if name == transfer_tool::NAME => {
                let call = || transfer_tool::read_arguments(arguments);
                said.transfer = said.transfer.or_else(|| Some(call()));
            }
            _ => {}
        }
    }
    said.text = texts.join("\n\n");
    said
}

/// The most bytes of a text that are read, thoughts included. A longer text is no answer to a
/// customer, and reading it costs time.
const MAX_TEXT: usize = 400 * 1024;

fn is_shown(phase: Option<&str>) -> bool {
    matches!(phase, None | Some("final_answer"))
}

fn read(content: &[Part]) -> (String, Option<TransferCall>) {
    let texts = content.iter().filter_map(|part| match part {
        Part::OutputText { text } => Some(text.as_str()),
        Part::Refusal {} | Part::Unknown => None,
    });
    let text: String = texts.collect();
    let meant = said::meant(
        text.get(..text.floor_char_boundary(MAX_TEXT))
            .unwrap_or(&text),
    );
    match written_call::take(&meant) {
        Some((call, before)) => (said::shown(&before), Some(call)),
        None => (said::shown(&meant), None),
    }
}

/// Adds text that is not there yet. Servers repeat an item, or write each item with all that came
/// before it: if one of two texts begins with the other, the longer one counts.
fn add(texts: &mut Vec<String>, text: String) {
    if texts.iter().any(|said| said.starts_with(&text)) {
        return;
    }
    texts.retain(|said| !text.starts_with(said.as_str()));
    texts.push(text);
}
