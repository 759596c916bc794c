//! The runtimes by which assistants answer.
//!
//! A runtime is one module, which asks in a server's protocol, and one line in [`AnyAssistant`];
//! [`settings::Runtime`] names it. What is asked (`question`), the exchange of one request for one
//! answer (`exchange`), errors (`errors`) and what is read of an assistant's words (`said`, `parts`)
//! are the same for all.

mod blocks;
mod calls;
mod chat_completions;
mod citations;
mod context;
mod ending;
mod errors;
mod exchange;
mod files;
mod imitation;
mod lenient;
mod notes;
mod parts;
mod question;
mod responses;
mod said;
mod transfer_tool;
mod written_call;

pub use citations::remove as remove_citations;

use std::time::Duration;

use conversation::ports::{Assistant, AssistantError, Completion, Prompt};
use http_client::{BaseUrl, CheckError, Client};
use secrecy::SecretString;
use settings::{Detail, Function, Runtime};

use chat_completions::ChatCompletions;
use responses::Responses;

/// The assistant of one integration, whatever its runtime.
#[derive(Debug)]
pub struct AnyAssistant {
    /// The HTTP client of the process.
    pub client: Client,
    /// The server's URL, up to its version: [`settings::OPENAI_URL`] unless the integration says
    /// otherwise.
    pub base_url: BaseUrl,
    /// The integration's own key.
    pub api_key: SecretString,
    /// The assistant's settings.
    pub settings: settings::Assistant,
    /// How finely it sees pictures.
    pub detail: Detail,
    /// The business's functions that it may call.
    pub functions: Vec<Function>,
}

impl AnyAssistant {
    /// Asks the server for the shortest answer, to see whether there is one right now.
    pub async fn check(&self, time_limit: Duration) -> Result<(), CheckError> {
        match self.settings.runtime {
            Runtime::Responses => exchange::check::<Responses>(self, time_limit).await,
            Runtime::ChatCompletions => exchange::check::<ChatCompletions>(self, time_limit).await,
        }
    }
}

impl Assistant for AnyAssistant {
    async fn answer(
        &self,
        prompt: &Prompt,
        time_limit: Duration,
    ) -> Result<Completion, AssistantError> {
        let answer = match self.settings.runtime {
            Runtime::Responses => exchange::answer::<Responses>(self, prompt, time_limit).await?,
            Runtime::ChatCompletions => {
                exchange::answer::<ChatCompletions>(self, prompt, time_limit).await?
            }
        };
        Ok(Completion {
            model: Some(self.settings.model.as_str().to_owned()),
            ..answer
        })
    }
}
