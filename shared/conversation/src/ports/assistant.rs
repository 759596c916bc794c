//! The port of an integration's assistant.

use std::time::Duration;

use crate::{Author, ConversationRef, Usage, ports::Failure};

/// One line of what the assistant is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptLine {
    /// Who said it.
    pub author: Author,
    /// What was said.
    pub text: String,
}

/// What the assistant is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The conversation: its id stands for the contact towards the assistant's provider.
    pub conversation: ConversationRef,
    /// The transcript, oldest first; the batch to answer comes last.
    pub lines: Vec<PromptLine>,
}

/// What the assistant said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completion {
    /// The text, in Markdown; may be empty.
    pub text: String,
    /// The transfer tool's arguments, when it was called.
    pub transfer: Option<TransferCall>,
    /// The assistant would not answer.
    pub refused: bool,
    /// What it cost.
    pub usage: Usage,
}

/// A call of the tool `transfer_to_human`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TransferCall {
    /// Why, in the assistant's words.
    pub reason: String,
    /// What the people should know.
    pub summary: String,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssistantError {
    /// It was asked, and had not answered when the time limit was over. It may have been paid for.
    #[error("the assistant did not answer within the time limit")]
    TimedOut,
    /// What it was shown is more than it can read; less of it may do.
    #[error("the assistant was shown too much: {detail}")]
    TooLong {
        /// What happened, as in a [`Failure`].
        detail: String,
    },
    /// It failed otherwise.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// The assistant of one integration.
pub trait Assistant {
    /// Asks for an answer, and gives up as timed out after `time_limit`.
    async fn answer(
        &self,
        prompt: &Prompt,
        time_limit: Duration,
    ) -> Result<Completion, AssistantError>;
}
