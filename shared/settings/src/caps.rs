//! How many tokens the assistant may take.

use conversation::tokens_in;
use fields::{Filled, Whole, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Assistant, Function};

/// What an answer is expected to take at most if the assistant has no `max_output_tokens`.
const ANSWER: u64 = 4_000;
/// The definition of the tool by which an assistant asks for a person.
const TRANSFER_TOOL: u64 = 200;
/// What the definition of a function takes besides its words and the schema of its arguments.
const FUNCTION: u64 = 16;
/// What a search in files may find: 20 pieces of 800 tokens. Source:
/// <https://platform.openai.com/docs/assistants/tools/file-search#how-it-works>.
const FOUND_IN_FILES: u64 = 16_000;

walked! {
    /// How many tokens the assistant may take, read and written together, as its server reports them.
    /// Each is null for no cap.
    #[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
    pub struct Caps {
        /// The most tokens for one turn: all questions of all of its attempts, those after calls of
        /// tools too. What a question may take counts before it is asked.
        #[serde(default)]
        pub max_turn_tokens: Option<Whole<1_000, 10_000_000>>,
        /// The most tokens for one customer in a day (UTC).
        #[serde(default)]
        pub max_contact_day_tokens: Option<Whole<1_000, 1_000_000_000>>,
        /// The most tokens in a day (UTC), of all customers of the integration together.
        #[serde(default)]
        pub max_day_tokens: Option<Whole<1_000, 1_000_000_000>>,
        /// The message that tells the customer of a transfer because of a cap, or of
        /// `max_replies_per_hour`. Null for the usual one.
        #[serde(default)]
        pub message: Option<Filled<4096>>,
    }
}

impl Caps {
    /// The core's policy.
    pub(crate) fn policy(&self) -> conversation::Caps {
        conversation::Caps {
            max_turn_tokens: self.max_turn_tokens.map(|most| most.get().into()),
            max_contact_day_tokens: self.max_contact_day_tokens.map(|most| most.get().into()),
            max_day_tokens: self.max_day_tokens.map(|most| most.get().into()),
            message: self.message.as_ref().map(|it| it.as_str().to_owned()),
        }
    }
}

impl Assistant {
    /// How many tokens a question may take besides the conversation that it shows and the functions
    /// of the business.
    pub(crate) fn question_tokens(&self) -> u64 {
        let found = match self.vector_store_ids.iter().len() {
            0 => 0,
            _ => FOUND_IN_FILES,
        };
        let answer = self
            .max_output_tokens
            .map_or(ANSWER, |most| most.get().into());
        tokens_in(self.instructions.as_str()) + TRANSFER_TOOL + found + answer
    }
}

impl Function {
    /// How many tokens its definition takes.
    pub(crate) fn tokens(&self) -> u64 {
        let schema = Value::Object(self.parameters.schema().clone()).to_string();
        let texts = [self.name.as_str(), self.description.as_str(), &schema];
        FUNCTION + texts.into_iter().map(tokens_in).sum::<u64>()
    }
}
