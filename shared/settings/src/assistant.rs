//! What we keep of an assistant.

use conversation::{AssistantId, HistoryLimit};
use fields::{Filled, FilledList, Text, Whole, number};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::{assistant_id, runtime};

/// The characters of history where none are set: 20 turns of 2,000 characters. At 3 characters for
/// a token (Portuguese; English has about 4) they are 13,000 tokens, which leaves a model with 32k
/// more than half. One with 8k is to be set to some 8,000 characters: 2,700 tokens.
const DEFAULT_HISTORY_CHARS: u32 = 40_000;

/// The protocol by which an assistant is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum Runtime {
    /// OpenAI's Responses API, or a server that is compatible with it.
    #[default]
    Responses,
}

impl TryFrom<String> for Runtime {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, &'static str> {
        match name.as_str() {
            "responses" => Ok(Self::Responses),
            "assistants_v2" => Err(
                "is not available yet in this version: leave it out, and copy model and \
                 instructions here",
            ),
            _ => Err("must be responses"),
        }
    }
}

number! {
    /// How freely a model chooses its words.
    Temperature, 0.0..=2.0, "must be 0 to 2"
}

/// An assistant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assistant {
    /// Its id, by which integrations name it.
    #[schemars(schema_with = "assistant_id")]
    pub id: AssistantId,
    /// What people call it.
    pub name: Filled<200>,
    /// How it is asked.
    #[serde(default)]
    #[schemars(schema_with = "runtime")]
    pub runtime: Runtime,
    /// The model's name at its provider.
    pub model: Filled<200>,
    /// What it is told before every conversation. Even at four bytes a character it leaves room for the
    /// rest of an item, which has at most 400 KB.
    #[serde(default)]
    pub instructions: Text<90_000>,
    /// How freely it chooses its words. Some models refuse any.
    #[serde(default)]
    pub temperature: Option<Temperature>,
    /// The most tokens of an answer, its reasoning included. The fewest are what the Responses API
    /// accepts.
    #[serde(default)]
    pub max_output_tokens: Option<Whole<16, 32_768>>,
    /// How many earlier turns it is shown.
    #[serde(default)]
    pub history_turns: Whole<0, 100, 20>,
    /// How many characters of them together: the oldest turns that go beyond are left out whole. The
    /// fewest are about one question with its answer: whoever wants none sets no turns. The most, some
    /// 67,000 tokens in Portuguese, are half of what a model with 128k tokens reads, so that
    /// instructions, batch and answer find room beside them.
    #[serde(default)]
    pub history_chars: Whole<1_000, 200_000, DEFAULT_HISTORY_CHARS>,
    /// The vector stores in which it searches files; without any it searches none.
    #[serde(default)]
    pub vector_store_ids: FilledList<10, 200>,
}

impl Assistant {
    /// How much of the past it is shown.
    pub fn history(&self) -> HistoryLimit {
        let [turns, chars] = [self.history_turns.get(), self.history_chars.get()]
            .map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
        HistoryLimit { turns, chars }
    }
}
