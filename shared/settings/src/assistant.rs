//! An assistant's settings.

use conversation::{AssistantId, HistoryLimit};
use fields::{Carried, Filled, FilledList, Invalid, Reason, Text, Whole, number, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::schema::{assistant_id, runtime};
use crate::{ReasoningEffort, ServiceTier, Verbosity};

/// The default for the characters of history: 20 turns of 2,000 characters. At 3 characters per
/// token (Portuguese; English has about 4) they are 13,000 tokens, which leaves a model with 32k
/// more than half. A model with 8k needs a setting of some 8,000 characters: 2,700 tokens.
const DEFAULT_HISTORY_CHARS: u32 = 40_000;

/// The protocol in which an assistant is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum Runtime {
    /// OpenAI's Responses API, or a server that is compatible with it.
    #[default]
    Responses,
    /// Chat completions, which most other servers speak.
    ChatCompletions,
}

impl Runtime {
    /// The names of all.
    pub const NAMES: &[&str] = &["responses", "chat_completions"];
}

impl TryFrom<String> for Runtime {
    type Error = Carried;

    fn try_from(name: String) -> Result<Self, Carried> {
        match name.as_str() {
            "responses" => Ok(Self::Responses),
            "chat_completions" => Ok(Self::ChatCompletions),
            "assistants_v2" => Err(Reason::RuntimeNotAvailable.into()),
            _ => Err(Reason::not_among(Self::NAMES).into()),
        }
    }
}

number! {
    /// The sampling temperature.
    Temperature, 0.0..=2.0, Temperature
}

/// An assistant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assistant {
    /// The id by which integrations refer to the assistant.
    #[schemars(schema_with = "assistant_id")]
    pub id: AssistantId,
    /// A name for people.
    pub name: Filled<200>,
    /// The protocol in which the assistant is asked.
    #[serde(default)]
    #[schemars(schema_with = "runtime")]
    pub runtime: Runtime,
    /// The model's name at its provider.
    pub model: Filled<200>,
    /// The assistant's instructions, sent with every request. Even at four bytes a character they
    /// leave room for the rest of an item, which has at most 400 KB.
    #[serde(default)]
    pub instructions: Text<90_000>,
    /// The sampling temperature. Some models refuse any value.
    #[serde(default)]
    pub temperature: Option<Temperature>,
    /// How much the model reasons before it answers. Null as the model has it. This, `verbosity` and
    /// `service_tier` are left out of a question if the server refuses them.
    #[serde(default)]
    pub reasoning_effort: Option<ReasoningEffort>,
    /// How much the model says. Null as the model has it.
    #[serde(default)]
    pub verbosity: Option<Verbosity>,
    /// How fast, and at which price, the server answers. Null as the server has it.
    #[serde(default)]
    pub service_tier: Option<ServiceTier>,
    /// The most tokens that an answer may have, including reasoning. The minimum is that of the
    /// Responses API.
    #[serde(default)]
    pub max_output_tokens: Option<Whole<16, 32_768>>,
    /// How many earlier turns of the conversation the assistant is shown.
    #[serde(default)]
    pub history_turns: Whole<0, 100, 20>,
    /// The most characters that these turns may have together. Older turns that do not fit are left
    /// out whole. The minimum is about one question with its answer; set `history_turns` to 0 for
    /// no history. The maximum, some 67,000 tokens in Portuguese, is half of what a model with 128k
    /// tokens reads, so that instructions, batch and answer fit beside it.
    #[serde(default)]
    pub history_chars: Whole<1_000, 200_000, DEFAULT_HISTORY_CHARS>,
    /// The vector stores in which the assistant searches files. Empty for no file search, which chat
    /// completions do not have.
    #[serde(default)]
    pub vector_store_ids: FilledList<10, 200>,
}

impl Assistant {
    /// Reads what a person wrote.
    pub fn read(body: Value) -> Result<Self, Invalid> {
        let settings: Self = read(body)?;
        let searches_files = settings.vector_store_ids.iter().len() > 0;
        if searches_files && settings.runtime == Runtime::ChatCompletions {
            let reason = Reason::NoFileSearch;
            return Err(Invalid::value("vector_store_ids", reason));
        }
        Ok(settings)
    }

    /// How much of the conversation's past the assistant is shown.
    pub(crate) fn history(&self) -> HistoryLimit {
        let [turns, chars] = [self.history_turns.get(), self.history_chars.get()]
            .map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
        HistoryLimit { turns, chars }
    }
}
