//! The fields of lists' entries that we read.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

use super::list::{Model, Voice};

/// How much the smallest plan may send at once, for servers that do not say how much a model takes.
const FEWEST_CHARACTERS: u64 = 2_500;

/// A value, if it has the expected type: a wrong value is lost alone, and not the whole list with
/// it.
pub(super) struct Maybe<T>(pub(super) Option<T>);

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self(T::deserialize(value).ok()))
    }
}

/// A page of voices; for the older call, all of them.
#[derive(Deserialize)]
pub(super) struct VoicesPage {
    voices: Vec<Maybe<VoiceEntry>>,
    #[serde(default)]
    pub(super) has_more: Maybe<bool>,
    #[serde(default)]
    pub(super) next_page_token: Maybe<String>,
}

impl VoicesPage {
    pub(super) fn voices(self) -> impl Iterator<Item = Voice> {
        let voices = self.voices.into_iter();
        voices.filter_map(|Maybe(voice)| voice?.voice())
    }
}

#[derive(Deserialize)]
struct VoiceEntry {
    voice_id: String,
    #[serde(default)]
    name: Maybe<String>,
    #[serde(default)]
    labels: Maybe<Language>,
    #[serde(default)]
    verified_languages: Maybe<Vec<Maybe<Language>>>,
    #[serde(default)]
    category: Maybe<String>,
    #[serde(default)]
    preview_url: Maybe<String>,
}

#[derive(Deserialize)]
struct Language {
    language: String,
}

impl VoiceEntry {
    fn voice(self) -> Option<Voice> {
        let verified = self.verified_languages.0.into_iter().flatten().next();
        let language = [self.labels, verified.unwrap_or_default()].into_iter();
        let language = language.filter_map(|Maybe(language)| language);
        let mut language = language.map(|Language { language }| language);
        let voice_id = filled(self.voice_id)?;
        Some(Voice {
            name: self.name.0.and_then(filled).unwrap_or(voice_id.clone()),
            voice_id,
            language: language.find(|language| !language.is_empty()),
            category: self.category.0.and_then(filled),
            preview_url: self.preview_url.0,
        })
    }
}

#[derive(Deserialize)]
pub(super) struct ModelEntry {
    model_id: String,
    can_do_text_to_speech: bool,
    #[serde(default)]
    name: Maybe<String>,
    #[serde(default)]
    languages: Maybe<Vec<Maybe<SpokenLanguage>>>,
    #[serde(default)]
    maximum_text_length_per_request: Maybe<u64>,
}

#[derive(Deserialize)]
struct SpokenLanguage {
    language_id: String,
}

impl ModelEntry {
    /// None for a model that does not speak.
    pub(super) fn model(self) -> Option<Model> {
        let model_id = filled(self.model_id).filter(|_| self.can_do_text_to_speech)?;
        let languages = self.languages.0.into_iter().flatten();
        let languages = languages.filter_map(|Maybe(language)| Some(language?.language_id));
        let longest = self.maximum_text_length_per_request.0;
        Some(Model {
            name: self.name.0.and_then(filled).unwrap_or(model_id.clone()),
            model_id,
            languages: languages.collect(),
            max_characters: longest.filter(|n| *n > 0).unwrap_or(FEWEST_CHARACTERS),
        })
    }
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
