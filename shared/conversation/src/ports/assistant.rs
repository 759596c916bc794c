//! The port of an integration's assistant.

use std::time::Duration;

use crate::{
    Author, Call, Context, ConversationRef, LeftOut, Round, ShownFile, Usage, ports::Failure,
};

/// One line of the prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptLine {
    /// The author.
    pub author: Author,
    /// The text.
    pub text: String,
    /// The files that belong to it, in their order.
    pub files: Vec<ShownFile>,
}

/// The request to the assistant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The conversation. Its id stands for the contact towards the assistant's provider.
    pub conversation: ConversationRef,
    /// The transcript, oldest first; the batch to answer comes last.
    pub lines: Vec<PromptLine>,
    /// How many of the lines are the batch.
    pub batch: usize,
    /// The rounds of this turn in which the assistant has called tools, oldest first: they follow the
    /// batch.
    pub rounds: Vec<Round>,
    /// Whether it may call tools, beside asking for a person.
    pub may_call: bool,
    /// The circumstances, which are told with the batch and are no part of the transcript.
    pub context: Context,
}

/// The assistant's answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completion {
    /// The text, in Markdown; may be empty.
    pub text: String,
    /// The transfer tool's arguments, when it was called.
    pub transfer: Option<TransferCall>,
    /// The calls of other tools, in their order.
    pub calls: Vec<Call>,
    /// Whether the assistant refused to answer.
    pub refused: bool,
    /// The tokens used.
    pub usage: Usage,
    /// The name of the model, as the settings have it.
    pub model: Option<String>,
    /// What the server refused of the request, so that it was asked without.
    pub left_out: Vec<LeftOut>,
}

/// A call of the tool `transfer_to_human`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TransferCall {
    /// Why, in the assistant's words.
    pub reason: String,
    /// The summary for the people who take over.
    pub summary: String,
}

/// An error of the assistant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssistantError {
    /// The assistant was asked, and had not answered within the time limit. The answer may have
    /// been paid for.
    #[error("the assistant did not answer within the time limit")]
    TimedOut,
    /// The prompt is longer than the assistant can read. A shorter one may do.
    #[error("the assistant was shown too much: {detail}")]
    TooLong {
        /// What happened, as in a [`Failure`].
        detail: String,
    },
    /// The assistant failed otherwise.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl AssistantError {
    /// Whether the same question would be refused again.
    pub(crate) fn is_refusal(&self) -> bool {
        match self {
            Self::TooLong { .. } => true,
            Self::Failed(failure) => failure.is_permanent(),
            Self::TimedOut => false,
        }
    }
}

/// The assistant of one integration.
pub trait Assistant {
    /// Asks for an answer. It times out after `time_limit`.
    async fn answer(
        &self,
        prompt: &Prompt,
        time_limit: Duration,
    ) -> Result<Completion, AssistantError>;
}
