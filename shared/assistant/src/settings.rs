//! What we keep of an assistant: what the console takes and the store holds.

use std::ops::RangeInclusive;

use conversation::{AssistantId, HistoryLimit};
use serde::{Deserialize, Serialize};

/// The fewest output tokens that the Responses API accepts as a limit.
const MIN_OUTPUT_TOKENS: u32 = 16;
/// The most turns of history that may be shown to an assistant.
const MAX_HISTORY_TURNS: u32 = 100;
/// The characters of history that an assistant may be set to. The fewest are about one question
/// with its answer: whoever wants none sets no turns. The most, some 67,000 tokens in Portuguese,
/// are half of what a model with 128k tokens reads, so that instructions, batch and answer find
/// room beside them.
pub const HISTORY_CHARS: RangeInclusive<u32> = 1_000..=200_000;
/// The characters of history where none are set: 20 turns of 2,000 characters. At 3 characters for
/// a token (Portuguese; English has about 4) they are 13,000 tokens, which leaves a model with 32k
/// more than half. One with 8k is to be set to some 8,000 characters: 2,700 tokens.
pub const DEFAULT_HISTORY_CHARS: u32 = 40_000;

/// The protocol by which an assistant is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Runtime {
    /// OpenAI's Responses API, or a server that is compatible with it.
    #[default]
    Responses,
}

/// An assistant. Fields that are not known here are passed over: what a newer version has stored
/// is read by an older one while it is being replaced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssistantSettings {
    /// Its id, by which integrations name it.
    pub id: AssistantId,
    /// What people call it.
    pub name: String,
    /// How it is asked.
    #[serde(default)]
    pub runtime: Runtime,
    /// The model's name at its provider.
    pub model: String,
    /// What it is told before every conversation.
    #[serde(default)]
    pub instructions: String,
    /// How freely it chooses its words, 0 to 2. Some models refuse any.
    #[serde(default)]
    pub temperature: Option<f64>,
    /// The most tokens of an answer, its reasoning included: at least 16.
    #[serde(default)]
    pub max_output_tokens: Option<u32>,
    /// How many earlier turns it is shown.
    #[serde(default = "default_history_turns")]
    pub history_turns: u32,
    /// How many characters of them together: the oldest turns that go beyond are left out whole.
    #[serde(default = "default_history_chars")]
    pub history_chars: u32,
    /// The vector stores in which it searches files; without any it searches none.
    #[serde(default)]
    pub vector_store_ids: Vec<String>,
}

const fn default_history_turns() -> u32 {
    20
}

const fn default_history_chars() -> u32 {
    DEFAULT_HISTORY_CHARS
}

/// A value that the assistant's server would refuse, or that cannot be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct InvalidSettings {
    /// The field's name.
    pub field: &'static str,
    /// What it must be, for the person who wrote it.
    pub message: &'static str,
}

impl AssistantSettings {
    /// How much of the past it is shown.
    pub fn history(&self) -> HistoryLimit {
        let [turns, chars] = [self.history_turns, self.history_chars]
            .map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
        HistoryLimit { turns, chars }
    }

    /// Checks the values, beyond their types.
    pub fn validate(&self) -> Result<(), InvalidSettings> {
        let require = |holds: bool, field, message| {
            let invalid = InvalidSettings { field, message };
            holds.then_some(()).ok_or(invalid)
        };
        let blank = |text: &String| text.trim().is_empty();
        let temperature = self.temperature.unwrap_or_default();
        let max_output_tokens = self.max_output_tokens.unwrap_or(MIN_OUTPUT_TOKENS);
        require(!blank(&self.name), "name", "is required")?;
        require(!blank(&self.model), "model", "is required")?;
        require(
            (0.0..=2.0).contains(&temperature),
            "temperature",
            "must be 0 to 2",
        )?;
        require(
            max_output_tokens >= MIN_OUTPUT_TOKENS,
            "max_output_tokens",
            "must be at least 16",
        )?;
        require(
            self.history_turns <= MAX_HISTORY_TURNS,
            "history_turns",
            "must be at most 100",
        )?;
        require(
            HISTORY_CHARS.contains(&self.history_chars),
            "history_chars",
            "must be 1000 to 200000",
        )?;
        require(
            !self.vector_store_ids.iter().any(blank),
            "vector_store_ids",
            "must hold no empty id",
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn parse(mut with: Value) -> Result<AssistantSettings, serde_json::Error> {
        let mut fields = json!({"id": "asst_loja", "name": "Loja", "model": "m"});
        fields
            .as_object_mut()
            .unwrap()
            .append(with.as_object_mut().unwrap());
        serde_json::from_value(fields)
    }

    #[test]
    fn what_is_left_out_takes_its_default() {
        let settings = parse(json!({})).unwrap();
        insta::assert_json_snapshot!(settings, @r#"
        {
          "id": "asst_loja",
          "name": "Loja",
          "runtime": "responses",
          "model": "m",
          "instructions": "",
          "temperature": null,
          "max_output_tokens": null,
          "history_turns": 20,
          "history_chars": 40000,
          "vector_store_ids": []
        }
        "#);
        assert_eq!(settings.validate(), Ok(()));
    }

    #[test]
    fn what_a_newer_version_stored_is_read() {
        assert_eq!(
            parse(json!({"mood": "calm"})).unwrap(),
            parse(json!({})).unwrap()
        );
    }

    #[test]
    fn an_unknown_runtime_is_refused() {
        assert!(parse(json!({"runtime": "telepathy"})).is_err());
    }

    #[test]
    fn what_the_store_holds_is_read() {
        let stored = include_str!("../../store/fixtures/v1/assistant.json");
        let stored: Value = serde_json::from_str(stored).unwrap();
        let body = stored["body"]["S"].as_str().unwrap();
        let settings: AssistantSettings = serde_json::from_str(body).unwrap();
        assert_eq!(settings.id.as_str(), "asst_loja");
        assert_eq!(settings.max_output_tokens, Some(800));
    }

    #[test]
    fn each_impossible_value_is_named() {
        for (with, field) in [
            (json!({"name": " "}), "name"),
            (json!({"model": ""}), "model"),
            (json!({"temperature": 2.1}), "temperature"),
            (json!({"temperature": -0.1}), "temperature"),
            (json!({"max_output_tokens": 15}), "max_output_tokens"),
            (json!({"history_turns": 101}), "history_turns"),
            (json!({"history_chars": 999}), "history_chars"),
            (json!({"history_chars": 200_001}), "history_chars"),
            (
                json!({"vector_store_ids": ["vs_1", ""]}),
                "vector_store_ids",
            ),
        ] {
            let refused = parse(with).unwrap().validate().unwrap_err();
            assert_eq!(refused.field, field);
        }
        for edges in [
            json!({"temperature": 2.0, "max_output_tokens": 16, "history_turns": 0}),
            json!({"history_chars": 1_000}),
            json!({"history_chars": 200_000}),
        ] {
            assert_eq!(parse(edges).unwrap().validate(), Ok(()));
        }
    }
}
