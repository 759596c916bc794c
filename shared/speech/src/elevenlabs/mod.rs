//! ElevenLabs' API, as far as we use it: speaking, and what the key can speak with.
//! <https://elevenlabs.io/docs/api-reference/introduction>

mod errors;
mod format;
mod list;
mod speak;

use std::time::Duration;

use outbound::{BaseUrl, BodyLimit, Client, RequestBuilder, Response, Url};
use secrecy::{ExposeSecret, SecretString};

pub use errors::{Problem, SpeechError};
pub use format::AudioFormat;
pub use list::{Model, Voice};
pub use speak::{Request, Spoken, VoiceSettings};

/// ElevenLabs' own server. There are others for data that must stay in a region.
pub const DEFAULT_BASE_URL: &str = "https://api.elevenlabs.io";

/// What speaks, with an integration's own key.
#[derive(Debug, Clone)]
pub struct Speech {
    /// The HTTP client of the process.
    pub client: Client,
    /// The server, without the API's version: [`DEFAULT_BASE_URL`] unless the integration says
    /// otherwise.
    pub base_url: BaseUrl,
    /// The integration's own key.
    pub api_key: SecretString,
}

impl Speech {
    fn get(&self, url: &Url) -> RequestBuilder {
        self.with_key(self.client.get(url))
    }

    fn post(&self, url: &Url) -> RequestBuilder {
        self.with_key(self.client.post(url))
    }

    fn with_key(&self, request: RequestBuilder) -> RequestBuilder {
        request.header("xi-api-key", self.api_key.expose_secret())
    }

    /// The response, when it is a 2xx.
    async fn send(
        &self,
        request: RequestBuilder,
        time_limit: Duration,
    ) -> Result<Response, SpeechError> {
        // For lists too: a voice takes some kilobytes, and the older call gives all of them at once.
        let limit = BodyLimit::AUDIO;
        let sent = self.client.send(request, limit, time_limit).await;
        let response = sent.map_err(|error| errors::of_exchange(&error))?;
        match response.status {
            200..300 => Ok(response),
            _ => Err(errors::of_refusal(&response)),
        }
    }
}
