//! What is asked, in whatever protocol.

mod content;
mod parameters;
mod sides;

use conversation::{ConversationRef, LeftOut, Round, ports::Prompt};
use fields::Whole;
use http_client::Response;
use settings::{Assistant, Function};
use sha2::{Digest, Sha256};

pub(crate) use content::{DataUrl, Part, Written};
pub(crate) use parameters::Parameters;
pub(crate) use sides::{OURS, Side};

use crate::{AnyAssistant, errors};

/// The fewest tokens that the Responses API takes as a maximum.
const FEWEST_TOKENS: u32 = 16;

/// The name under which a check is made, in place of a conversation and of a beginning that others
/// share.
const CHECK: &str = "check";

/// A question to an assistant.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    /// The settings of the assistant.
    pub(crate) settings: &'a Assistant,
    /// The instructions; may be empty.
    pub(crate) instructions: &'a str,
    /// What the two sides have said in turn.
    pub(crate) sides: Vec<Side<'a>>,
    /// The rounds of calls that follow.
    pub(crate) rounds: &'a [Round],
    /// The functions that may be called.
    pub(crate) functions: &'a [Function],
    /// The most tokens of the answer.
    pub(crate) max_tokens: Option<u32>,
    /// The parameters that are set.
    pub(crate) parameters: Parameters,
    /// The name that stands for the customer.
    pub(crate) safety_identifier: &'a str,
    /// The key that questions with the same beginning share, so that they meet the same cache.
    pub(crate) cache_key: String,
}

impl<'a> Question<'a> {
    pub(crate) fn of(assistant: &'a AnyAssistant, prompt: &'a Prompt) -> Self {
        let AnyAssistant {
            settings,
            detail,
            functions,
            ..
        } = assistant;
        Self {
            settings,
            instructions: settings.instructions.as_str(),
            sides: sides::of(prompt, *detail),
            rounds: &prompt.rounds,
            functions: if prompt.may_call { functions } else { &[] },
            max_tokens: settings.max_output_tokens.map(Whole::get),
            parameters: Parameters::of(settings),
            safety_identifier: prompt.conversation.id.as_str(),
            cache_key: cache_key(settings, &prompt.conversation),
        }
    }

    /// The cheapest question that shows whether the assistant answers: as for an answer, but without
    /// its instructions, and with as few tokens as can be.
    pub(crate) fn shortest(assistant: &'a AnyAssistant) -> Self {
        let settings = &assistant.settings;
        Self {
            settings,
            instructions: "",
            sides: sides::greeting(),
            rounds: &[],
            functions: &assistant.functions,
            max_tokens: Some(FEWEST_TOKENS),
            parameters: Parameters::of(settings),
            safety_identifier: CHECK,
            cache_key: CHECK.to_owned(),
        }
    }

    /// The sampling temperature.
    pub(crate) fn temperature(&self) -> Option<f64> {
        self.settings.temperature.map(f64::from)
    }

    /// Leaves out the first part that the server refuses in this response, and says which that was.
    /// None if it refuses none of those that are there.
    pub(crate) fn leave_out(&mut self, response: &Response) -> Option<LeftOut> {
        if let Some(parameter) = self.parameters.leave_out(response) {
            return Some(parameter);
        }
        // Refusals of pictures often speak of files as well.
        let mut kinds = [LeftOut::Pictures, LeftOut::Documents].into_iter();
        let refused = kinds.find(|kind| {
            let mut sides = self.sides.iter();
            sides.any(|side| side.content.has(*kind)) && errors::refuses_files(response, *kind)
        })?;
        for side in &mut self.sides {
            side.content.leave_out(refused);
        }
        Some(refused)
    }
}

/// It is a hash, because the API takes no more than 64 characters (seen in its answers in 2026).
fn cache_key(settings: &Assistant, conversation: &ConversationRef) -> String {
    let mut hash = Sha256::new();
    // Neither id can hold the slash.
    hash.update(conversation.integration.as_str());
    hash.update("/");
    hash.update(settings.id.as_str());
    hex::encode(hash.finalize())
}
