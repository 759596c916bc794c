//! What a key can use. Entries that cannot be read are passed over.

use std::collections::HashSet;
use std::time::Duration;

use outbound::HttpError;
use serde::Serialize;
use serde_json::Value;

use super::{
    Problem, Speech, SpeechError,
    errors::{of_exchange, permanent, transient},
};

/// The most that the API gives on a page.
const PAGE_SIZE: &str = "100";
/// More pages than any account fills: a server that never ends is not followed for ever.
const MAX_PAGES: usize = 50;
/// What the smallest plan may send at once, for servers that do not say what a model takes.
const FEWEST_CHARACTERS: u64 = 2_500;

/// A voice of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Voice {
    /// Its id.
    pub voice_id: String,
    /// What people call it.
    pub name: String,
    /// The language it speaks best, as the account has it: mostly ISO 639-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where it is from, such as `premade` or `cloned`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Where it can be heard; https only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview_url: Option<String>,
}

/// A model that can speak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Model {
    /// Its id.
    pub model_id: String,
    /// What people call it.
    pub name: String,
    /// The languages it speaks, mostly ISO 639-1.
    pub languages: Vec<String>,
    /// The longest text it takes, in characters.
    pub max_characters: u64,
}

impl Speech {
    /// Every voice of the account: all pages of `GET /v2/voices`; where there is no such call
    /// (404), `GET /v1/voices`, which has but one. The time limit is for all of them together.
    pub async fn voices(&self, time_limit: Duration) -> Result<Vec<Voice>, SpeechError> {
        let found = tokio::time::timeout(time_limit, self.all_voices(time_limit)).await;
        let too_slow = |_| Err(of_exchange(&HttpError::Timeout));
        let mut voices = found.unwrap_or_else(too_slow)?;
        // The first page may hold the default voices too, which come again in their place.
        let mut seen = HashSet::new();
        voices.retain(|voice| seen.insert(voice.voice_id.clone()));
        Ok(voices)
    }

    /// Every model that can speak: `GET /v1/models`.
    pub async fn models(&self, time_limit: Duration) -> Result<Vec<Model>, SpeechError> {
        let url = self.base_url.join(&["v1", "models"]);
        let request = self.get(&url);
        let response = self.send(request, time_limit).await?;
        let models: Vec<Value> = parse(&response.body)?;
        Ok(models.iter().filter_map(model).collect())
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
            let response = match self.send(request, time_limit).await {
                Err(SpeechError::Permanent {
                    problem: Problem::NoSuchCall,
                    ..
                }) if page == 0 => return self.voices_v1(time_limit).await,
                sent => sent?,
            };
            let body: Value = parse(&response.body)?;
            voices.extend(voices_in(&body)?);
            let next = body.get("next_page_token").and_then(Value::as_str);
            let more = body.get("has_more").and_then(Value::as_bool);
            match next.filter(|next| more == Some(true) && Some(*next) != token.as_deref()) {
                Some(next) => token = Some(next.to_owned()),
                None => return Ok(voices),
            }
        }
        Err(permanent(Problem::Other, "the list of voices has no end"))
    }

    async fn voices_v1(&self, time_limit: Duration) -> Result<Vec<Voice>, SpeechError> {
        let request = self.get(&self.base_url.join(&["v1", "voices"]));
        let response = self.send(request, time_limit).await?;
        voices_in(&parse(&response.body)?)
    }
}

fn parse<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, SpeechError> {
    serde_json::from_slice(body).map_err(|_| unreadable())
}

fn unreadable() -> SpeechError {
    transient("unreadable response")
}

fn voices_in(body: &Value) -> Result<Vec<Voice>, SpeechError> {
    let voices = body.get("voices").and_then(Value::as_array);
    let voices = voices.ok_or_else(unreadable)?;
    Ok(voices.iter().filter_map(voice).collect())
}

fn voice(voice: &Value) -> Option<Voice> {
    let text = |pointer| {
        let text = voice.pointer(pointer)?.as_str()?;
        (!text.is_empty()).then(|| text.to_owned())
    };
    let language = text("/labels/language").or_else(|| text("/verified_languages/0/language"));
    // A page may make a link of it.
    let preview_url = text("/preview_url").filter(|url| url.starts_with("https://"));
    Some(Voice {
        voice_id: text("/voice_id")?,
        name: text("/name")?,
        language,
        category: text("/category"),
        preview_url,
    })
}

fn model(model: &Value) -> Option<Model> {
    let text = |name| Some(model.get(name)?.as_str()?.to_owned());
    if model.get("can_do_text_to_speech")? != true {
        return None;
    }
    let languages = model.get("languages").and_then(Value::as_array);
    let languages = languages
        .into_iter()
        .flatten()
        .filter_map(|language| Some(language.get("language_id")?.as_str()?.to_owned()));
    let longest = model.get("maximum_text_length_per_request");
    Some(Model {
        model_id: text("model_id")?,
        name: text("name")?,
        languages: languages.collect(),
        max_characters: longest.and_then(Value::as_u64).unwrap_or(FEWEST_CHARACTERS),
    })
}
