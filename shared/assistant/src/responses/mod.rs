//! OpenAI's Responses API: `POST /responses`, one request for each answer, with our own history.
//! Nothing is kept on the server, so that any compatible server will do.

mod answer;
mod check;
mod output;
mod request;

use std::time::{Duration, Instant};

use conversation::LeftOut;
use conversation::ports::{AssistantError, Completion, Prompt};
use http_client::{BodyLimit, HttpError, Response};
use secrecy::ExposeSecret;

use crate::{AnyAssistant, errors};
use request::Request;

pub(crate) use check::check;

/// Asks by the Responses API. It times out after `time_limit`.
pub(crate) async fn answer(
    assistant: &AnyAssistant,
    prompt: &Prompt,
    time_limit: Duration,
) -> Result<Completion, AssistantError> {
    let request = request::build(&assistant.settings, prompt, assistant.detail);
    let (response, left_out) = ask(assistant, request, time_limit)
        .await
        .map_err(|Unanswered { error, within }| errors::of_exchange(&error, within))?;
    if !(200..300).contains(&response.status) {
        return Err(errors::of_refusal(&response));
    }
    let answer = answer::read(&response.body)?;
    Ok(Completion { left_out, ..answer })
}

/// Why a request brought no response, and the time that it was given.
struct Unanswered {
    error: HttpError,
    within: Duration,
}

/// Sends a request, and sends it again at once without each part that the server refuses, all within
/// `time_limit`. Gives the last response, and what was left out for it.
async fn ask(
    assistant: &AnyAssistant,
    mut request: Request<'_>,
    time_limit: Duration,
) -> Result<(Response, Vec<LeftOut>), Unanswered> {
    let AnyAssistant {
        client,
        base_url,
        api_key,
        ..
    } = assistant;
    let url = base_url.join(&["responses"]);
    let begun = Instant::now();
    let mut left_out = Vec::new();
    loop {
        let sent = client
            .post(&url)
            .bearer_auth(api_key.expose_secret())
            .json(&request);
        let within = time_limit.saturating_sub(begun.elapsed());
        let response = client.send(sent, BodyLimit::JSON, within).await;
        let response = response.map_err(|error| Unanswered { error, within })?;
        match request.leave_out(&response) {
            Some(part) => left_out.push(part),
            None => return Ok((response, left_out)),
        }
    }
}
