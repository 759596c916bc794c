//! ElevenLabs' API, as far as we use it: speaking, and listing what the key can speak with.
//! <https://elevenlabs.io/docs/api-reference/introduction>

mod entry;
mod errors;
mod format;
mod list;
mod speak;

use std::time::Duration;

use http_client::{BaseUrl, BodyLimit, Client, RequestBuilder, Response, SecretHeader, Url};
use secrecy::{ExposeSecret, SecretString};

pub use errors::{Problem, SpeechError};
pub use format::AudioFormat;
pub use list::{Model, Voice};
pub use speak::{Request, SpokenAudio};

/// The client that speaks, with an integration's own key.
#[derive(Debug, Clone)]
pub struct Speech {
    /// The HTTP client of the process.
    pub client: Client,
    /// The server, without the API's version: [`settings::ELEVENLABS_URL`] unless the integration says
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
        request.header("xi-api-key", SecretHeader(self.api_key.expose_secret()))
    }

    /// The response, whatever its status.
    async fn send(
        &self,
        request: RequestBuilder,
        limit: BodyLimit,
        time_limit: Duration,
    ) -> Result<Response, SpeechError> {
        let sent = self.client.send(request, limit, time_limit).await;
        sent.map_err(|error| errors::of_exchange(&error))
    }
}

#[cfg(test)]
mod tests {
    use http_client::Access;

    use super::*;

    #[test]
    fn the_key_is_marked_as_a_secret() {
        let speech = Speech {
            client: Client::new(Access::Anywhere).unwrap(),
            base_url: BaseUrl::parse(settings::ELEVENLABS_URL, Access::Anywhere).unwrap(),
            api_key: "xi-secret".into(),
        };
        let request = speech.get(&speech.base_url.join(&["v1", "models"])).build();
        let request = request.unwrap();
        let key = request.headers().get("xi-api-key").unwrap();
        assert!(key == "xi-secret" && key.is_sensitive());
    }
}
