//! Whether an assistant answers right now.

use std::time::Duration;

use conversation::ports::{AssistantError, Failure, Retry};
use http_client::{BodyLimit, CheckError, Problem};
use secrecy::ExposeSecret;

use super::{answer, errors, request};
use crate::AnyAssistant;

/// Asks for the shortest answer there is. Its text is not looked at: an answer that reached its limit
/// proves as much as a whole one.
pub(crate) async fn check(
    assistant: &AnyAssistant,
    time_limit: Duration,
) -> Result<(), CheckError> {
    let url = assistant.base_url.join(&["responses"]);
    let request = assistant
        .client
        .post(&url)
        .bearer_auth(assistant.api_key.expose_secret())
        .json(&request::shortest(&assistant.settings));
    let sent = assistant.client.send(request, BodyLimit::JSON, time_limit);
    let response = sent.await?;
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
