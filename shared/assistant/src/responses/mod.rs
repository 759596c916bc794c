//! OpenAI's Responses API: `POST /responses`, one request for each answer, with our own history.
//! Nothing is kept on the server, so that any compatible server will do.

mod answer;
mod check;
mod errors;
mod lenient;
mod output;
mod request;

use std::time::Duration;

use conversation::ports::{AssistantError, Completion, Prompt};
use http_client::BodyLimit;
use secrecy::ExposeSecret;

use crate::AnyAssistant;

pub(crate) use check::check;

/// Asks by the Responses API. It times out after `time_limit`.
pub(crate) async fn answer(
    assistant: &AnyAssistant,
    prompt: &Prompt,
    time_limit: Duration,
) -> Result<Completion, AssistantError> {
    let AnyAssistant {
        client,
        base_url,
        api_key,
        settings,
    } = assistant;
    let request = client
        .post(&base_url.join(&["responses"]))
        .bearer_auth(api_key.expose_secret())
        .json(&request::build(settings, prompt));
    let response = client
        .send(request, BodyLimit::JSON, time_limit)
        .await
        .map_err(|error| errors::of_exchange(&error, time_limit))?;
    if !(200..300).contains(&response.status) {
        return Err(errors::of_refusal(&response));
    }
    answer::read(&response.body)
}
