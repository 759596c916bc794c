//! What an assistant says in one message: a text, or a list of parts.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::lenient;

/// The parts of a message. Some servers write a single text as a string; what is neither a string nor
/// a list holds nothing.
#[derive(Debug, Default)]
pub(crate) struct Parts(Vec<Part>);

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part {
    /// A text. It is called `text` in chat completions, and by servers that come from there.
    #[serde(alias = "text")]
    OutputText {
        #[serde(deserialize_with = "text")]
        text: String,
    },
    Refusal {},
    /// Thoughts, references, and any kind that an API may add.
    #[serde(other)]
    Unknown,
}

impl Parts {
    /// The texts, joined.
    pub(crate) fn text(&self) -> String {
        let texts = self.0.iter().filter_map(|part| match part {
            Part::OutputText { text } => Some(text.as_str()),
            Part::Refusal {} | Part::Unknown => None,
        });
        texts.collect()
    }

    /// Whether the assistant refuses to answer.
    pub(crate) fn refuse(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Refusal {}))
    }
}

impl<'de> Deserialize<'de> for Parts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::String(text) => vec![Part::OutputText { text }],
            Value::Array(parts) => lenient::readable(parts),
            _ => Vec::new(),
        }))
    }
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
