//! OpenAI's Responses API: `POST /responses`, one request for each answer, with our own history.
//! Nothing is kept on the server, so any compatible server will do.

mod answer;
mod errors;
mod lenient;
mod output;
mod request;

use std::{sync::Arc, time::Duration};

use conversation::ports::{Answer, Assistant, AssistantError, Prompt};
use outbound::{BaseUrl, BodyLimit, Client};
use secrecy::{ExposeSecret, SecretString};
use settings::Assistant as AssistantSettings;

/// An assistant that answers by the Responses API.
#[derive(Debug, Clone)]
pub struct Responses {
    /// The HTTP client of the process.
    pub client: Client,
    /// The server, up to its version: [`settings::OPENAI_URL`] unless the integration says otherwise.
    pub base_url: BaseUrl,
    /// The integration's own key.
    pub api_key: SecretString,
    /// The assistant.
    pub settings: Arc<AssistantSettings>,
}

impl Assistant for Responses {
    async fn answer(
        &self,
        prompt: &Prompt,
        time_limit: Duration,
    ) -> Result<Answer, AssistantError> {
        let request = self
            .client
            .post(&self.base_url.join(&["responses"]))
            .bearer_auth(self.api_key.expose_secret())
            .json(&request::build(&self.settings, prompt));
        let response = self
            .client
            .send(request, BodyLimit::JSON, time_limit)
            .await
            .map_err(|error| errors::of_exchange(&error, time_limit))?;
        if !(200..300).contains(&response.status) {
            return Err(errors::of_refusal(&response));
        }
        answer::read(&response.body)
    }
}
