//! What is particular to chat completions.

mod answers;
mod errors;
mod requests;

use conversation::ports::{AssistantError, Completion};
use settings::Runtime;
use testkit::openai::Step;

use crate::common;

/// What the assistant makes of one answer of the server.
async fn answer_to(step: Step) -> Result<Completion, AssistantError> {
    common::answer_to(Runtime::ChatCompletions, step).await
}
