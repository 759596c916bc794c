//! Whether an assistant answers right now.

use std::time::Duration;

use conversation::ports::{AssistantError, Failure, Retry};
use http_client::{CheckError, Problem};

use super::{answer, ask, request};
use crate::{AnyAssistant, errors};

/// Asks for the shortest answer there is. Its text is not looked at: an answer that reached its limit
/// proves as much as a whole one.
pub(crate) async fn check(
    assistant: &AnyAssistant,
    time_limit: Duration,
) -> Result<(), CheckError> {
    let request = request::shortest(&assistant.settings);
    let (response, _) = ask(assistant, request, time_limit)
        .await
        .map_err(|unanswered| unanswered.error)?;
    if !(200..300).contains(&response.status) {
        return Err(errors::of_check(&response));
    }
    answer::read(&response.body).map(drop).map_err(of_answer)
}

/// A success that holds no answer.
fn of_answer(error: AssistantError) -> CheckError {
    match error {
        AssistantError::Failed(Failure {
            detail,
            retry: Retry::Later(_),
        }) => CheckError::new(Problem::Busy, detail),
        AssistantError::Failed(Failure { detail, .. }) | AssistantError::TooLong { detail } => {
            CheckError::new(Problem::Refused, detail)
        }
        error @ AssistantError::TimedOut => {
            CheckError::new(Problem::Unreachable, error.to_string())
        }
    }
}
