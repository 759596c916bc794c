//! The items of a response, as far as we read them.

use conversation::{Call, ports::TransferCall};
use serde::Deserialize;
use serde_json::Value;

use crate::{calls, parts::Parts, said, transfer_tool};

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Item {
    Message {
        #[serde(default)]
        phase: Option<String>,
        #[serde(default)]
        content: Parts,
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

/// The text of the messages for the customer, without repetitions.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) text: String,
    /// The first transfer, called properly or within a text.
    pub(super) transfer: Option<TransferCall>,
    /// The calls of the business's functions.
    pub(super) calls: Vec<Call>,
    pub(super) refused: bool,
}

pub(super) fn said(output: &[Item]) -> Said {
    let mut said = Said::default();
    let mut texts = Vec::new();
    for item in output {
        match item {
            // A `commentary` is the assistant's talk with itself.
            Item::Message { phase, content } if is_shown(phase.as_deref()) => {
                let (text, call) = said::read(&content.text());
                add(&mut texts, text);
                said.transfer = said.transfer.or(call);
                said.refused |= content.refuse();
            }
            Item::FunctionCall { name, arguments } => {
                let call = || transfer_tool::called(name, arguments);
                said.transfer = said.transfer.or_else(call);
                said.calls.extend(calls::called(name, arguments));
            }
            _ => {}
        }
    }
    said.text = texts.join("\n\n");
    said
}

fn is_shown(phase: Option<&str>) -> bool {
    matches!(phase, None | Some("final_answer"))
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
