//! The voices and models that a key can use. Unreadable entries are skipped.

use std::collections::HashSet;
use std::time::Duration;

use http_client::{BodyLimit, EndpointUrl, HttpError, RequestBuilder, from_json};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    Problem, Speech, SpeechError,
    entry::{Maybe, ModelEntry, VoicesPage},
    errors::{of_exchange, of_refused_list, permanent, transient},
};

/// A voice takes some kilobytes, and a page has to fit into [`BodyLimit::JSON`].
const PAGE_SIZE: &str = "30";
/// More pages than can be read in good time, so that a server that never ends is not followed for
/// ever.
const MAX_PAGES: usize = 100;
/// A voice of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Voice {
    /// Its id.
    pub voice_id: String,
    /// Its name for people.
    pub name: String,
    /// The language it speaks best, according to the account: mostly ISO 639-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub language: Option<String>,
    /// Where it is from, such as `premade` or `cloned`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub category: Option<String>,
    /// Where it can be heard: https, unless this machine allows more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", url, regex(pattern = "^https://"))]
    pub preview_url: Option<String>,
}

/// A model that can speak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "VoiceModel")]
pub struct Model {
    /// Its id.
    pub model_id: String,
    /// Its name for people.
    pub name: String,
    /// The languages it speaks, mostly ISO 639-1.
    pub languages: Vec<String>,
    /// The longest text it accepts, in characters.
    pub max_characters: u64,
}

impl Speech {
    /// Every voice of the account: all pages of `GET /v2/voices`, or, if there is no such call
    /// (404), the one page of `GET /v1/voices`. The time limit is for all of them together.
    pub async fn voices(&self, time_limit: Duration) -> Result<Vec<Voice>, SpeechError> {
        let found = tokio::time::timeout(time_limit, self.all_voices(time_limit)).await;
        let too_slow = |_| Err(of_exchange(&HttpError::Timeout));
        let mut voices = found.unwrap_or_else(too_slow)?;
        // The first page may also hold the default voices, which come again in their place.
        let mut seen = HashSet::new();
        voices.retain(|voice| seen.insert(voice.voice_id.clone()));
        // The console fetches it, for whoever wants to hear it.
        for voice in &mut voices {
            let fits = |url: &String| EndpointUrl::parse(url, self.client.access()).is_ok();
            voice.preview_url = voice.preview_url.take().filter(fits);
        }
        Ok(voices)
    }

    /// Every model that can speak: `GET /v1/models`.
    pub async fn models(&self, time_limit: Duration) -> Result<Vec<Model>, SpeechError> {
        let url = self.base_url.join(&["v1", "models"]);
        let models: Vec<Maybe<ModelEntry>> = self.list(self.get(&url), time_limit).await?;
        let models = models.into_iter().filter_map(|Maybe(model)| model?.model());
        Ok(models.collect())
    }

    async fn all_voices(&self, time_limit: Duration) -> Result<Vec<Voice>, SpeechError> {
        let mut voices = Vec::new();
        let mut token: Option<String> = None;
        for page in 0..MAX_PAGES {
            let mut request = self.get(&self.base_url.join(&["v2", "voices"]));
            request = request.query(&[("page_size", PAGE_SIZE)]);
            if let Some(token) = &token {
                request = request.query(&[("next_page_token", token)]);
            }
            let body: VoicesPage = match self.list(request, time_limit).await {
                Err(SpeechError::Permanent {
                    problem: Problem::NoSuchCall,
                    ..
                }) if page == 0 => return self.voices_v1(time_limit).await,
                listed => listed?,
            };
            let (next, more) = (body.next_page_token.0.clone(), body.has_more.0);
            voices.extend(body.voices());
            if more != Some(true) {
                return Ok(voices);
            }
            // Without a way to the rest, this page must not pass for the whole list.
            if next.is_none() || next == token {
                return Err(unreadable());
            }
            token = next;
        }
        Err(permanent(Problem::Other, "the list of voices has no end"))
    }

    async fn voices_v1(&self, time_limit: Duration) -> Result<Vec<Voice>, SpeechError> {
        let request = self.get(&self.base_url.join(&["v1", "voices"]));
        let body: VoicesPage = self.list(request, time_limit).await?;
        Ok(body.voices().collect())
    }

    async fn list<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
        time_limit: Duration,
    ) -> Result<T, SpeechError> {
        let response = self.send(request, BodyLimit::JSON, time_limit).await?;
        match response.status {
            200..300 => from_json(&response.body).map_err(|_| unreadable()),
            _ => Err(of_refused_list(&response)),
        }
    }
}

fn unreadable() -> SpeechError {
    transient("unreadable response")
}
