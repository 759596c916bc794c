//! Asking: one request for each answer, and again at once without what the server refuses.

use std::time::{Duration, Instant};

use conversation::LeftOut;
use conversation::ports::{AssistantError, Completion, Failure, Prompt, Retry};
use http_client::{BaseUrl, BodyLimit, CheckError, HttpError, Problem, Response};
use secrecy::ExposeSecret;
use serde::Serialize;

use crate::{AnyAssistant, errors, question::Question};

/// A protocol in which one request asks for the whole answer.
pub(crate) trait Protocol: Sized {
    /// The path of a request, after the server's URL.
    const PATH: &[&str];

    /// The protocol as it is first spoken to a server.
    fn with(server: &BaseUrl) -> Self;

    /// The body of a request.
    fn request(&self, question: &Question<'_>) -> impl Serialize;

    /// Says the same in another way, if there is one and the server refuses this one: whether to ask
    /// again.
    fn rephrase(&mut self, _question: &Question<'_>, _refusal: &Response) -> bool {
        false
    }

    /// Reads the body of a success (2xx).
    fn read(body: &[u8]) -> Result<Completion, AssistantError>;
}

/// Asks for an answer. It times out after `time_limit`.
pub(crate) async fn answer<P: Protocol>(
    assistant: &AnyAssistant,
    prompt: &Prompt,
    time_limit: Duration,
) -> Result<Completion, AssistantError> {
    let question = Question::of(assistant, prompt);
    let (response, left_out) = ask::<P>(assistant, question, time_limit)
        .await
        .map_err(|Unanswered { error, within }| errors::of_exchange(&error, within))?;
    if !(200..300).contains(&response.status) {
        return Err(errors::of_refusal(&response));
    }
    let answer = P::read(&response.body)?;
    Ok(Completion { left_out, ..answer })
}

/// Asks for the shortest answer there is. Its text is not looked at: an answer that reached its limit
/// proves as much as a whole one.
pub(crate) async fn check<P: Protocol>(
    assistant: &AnyAssistant,
    time_limit: Duration,
) -> Result<(), CheckError> {
    let question = Question::shortest(assistant);
    let (response, _) = ask::<P>(assistant, question, time_limit)
        .await
        .map_err(|unanswered| unanswered.error)?;
    if !(200..300).contains(&response.status) {
        return Err(errors::of_check(&response));
    }
    P::read(&response.body).map(drop).map_err(of_answer)
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

/// Why a request brought no response, and the time that it was given.
struct Unanswered {
    error: HttpError,
    within: Duration,
}

/// Sends a request, and sends it again at once without each part that the server refuses, all within
/// `time_limit`. Gives the last response, and what was left out for it.
async fn ask<P: Protocol>(
    assistant: &AnyAssistant,
    mut question: Question<'_>,
    time_limit: Duration,
) -> Result<(Response, Vec<LeftOut>), Unanswered> {
    let AnyAssistant {
        client,
        base_url,
        api_key,
        ..
    } = assistant;
    let url = base_url.join(P::PATH);
    let mut protocol = P::with(base_url);
    let begun = Instant::now();
    let mut left_out = Vec::new();
    loop {
        let sent = client
            .post(&url)
            .bearer_auth(api_key.expose_secret())
            .json(&protocol.request(&question));
        let within = time_limit.saturating_sub(begun.elapsed());
        let response = client.send(sent, BodyLimit::JSON, within).await;
        let response = response.map_err(|error| Unanswered { error, within })?;
        match question.leave_out(&response) {
            Some(part) => left_out.push(part),
            None if protocol.rephrase(&question, &response) => {}
            None => return Ok((response, left_out)),
        }
    }
}
