//! What a voice can be picked from: the voices and the models that an ElevenLabs key can use.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use outbound::{Access, BaseUrl};
use serde::{Deserialize, Serialize};
use settings::{ApiKey, MAX_VALUE, Reply, Text};
use speech::{Problem, Speech, SpeechError};
use store::IntegrationRecord;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::fields::read_body;
use crate::integrations::{find, reach};
use crate::refused::Refused;
use crate::{Console, answer};

/// Of all pages together; the function has 29 s for everything.
const TIME_LIMIT: Duration = Duration::from_secs(15);

pub(crate) async fn of_integration(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
) -> Answer {
    stored(&console, &id).await?.voices().await
}

pub(crate) async fn models_of_integration(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
) -> Answer {
    stored(&console, &id).await?.models().await
}

pub(crate) async fn of_key(State(console): State<Arc<Console>>, body: Bytes) -> Answer {
    written(&console, &body).await?.voices().await
}

pub(crate) async fn models_of_key(State(console): State<Arc<Console>>, body: Bytes) -> Answer {
    written(&console, &body).await?.models().await
}

/// A key with its server, and the paths of the fields in which they stand.
struct Account {
    speech: Speech,
    key_field: &'static str,
    url_field: &'static str,
}

/// A key that is only tried.
#[derive(Serialize, Deserialize)]
struct Written {
    api_key: ApiKey,
    #[serde(default = "settings::elevenlabs")]
    base_url: Text<MAX_VALUE>,
}

/// That of an integration.
async fn stored(console: &Console, id: &str) -> Result<Account, ApiError> {
    const FIELD: &str = "reply.api_key";
    let IntegrationRecord { settings, secrets } = find(console, id).await?.value;
    let none = || {
        let message = "this integration has no ElevenLabs key: write it here with the format \
                       voice, or POST it to /console/api/voices before it is saved";
        Refused::new("no_voice_key", FIELD.to_owned(), message)
    };
    let Reply::Voice(voice) = settings.reply else {
        return Err(none().into());
    };
    let opened = console
        .secrets
        .open_outbound(&settings.id, &secrets.outbound)
        .await?;
    let api_key = opened.values.get(FIELD).cloned().ok_or_else(none)?;
    // It was checked when it was saved, and each connection checks the address itself.
    let base_url =
        BaseUrl::parse(voice.base_url.as_str(), Access::Anywhere).map_err(ApiError::internal)?;
    Ok(Account {
        speech: Speech {
            client: console.client.clone(),
            base_url,
            api_key,
        },
        key_field: FIELD,
        url_field: "reply.base_url",
    })
}

/// That of the request's body, of which nothing is kept.
async fn written(console: &Console, body: &[u8]) -> Result<Account, ApiError> {
    const FIELD: &str = "api_key";
    const URL_FIELD: &str = "base_url";
    let written: Written = read_body(body)?;
    let base_url = BaseUrl::parse_written(written.base_url.as_str(), console.client.access())
        .map_err(|error| Refused::invalid(URL_FIELD.to_owned(), error))?;
    let url = (URL_FIELD.to_owned(), base_url.clone().into());
    reach::check(&console.client, &[url]).await?;
    Ok(Account {
        speech: Speech {
            client: console.client.clone(),
            base_url,
            api_key: written.api_key.0,
        },
        key_field: FIELD,
        url_field: URL_FIELD,
    })
}

impl Account {
    async fn voices(self) -> Answer {
        let found = self.speech.voices(TIME_LIMIT).await;
        self.shown("voices", found)
    }

    async fn models(self) -> Answer {
        let found = self.speech.models(TIME_LIMIT).await;
        self.shown("models", found)
    }

    fn shown<T: Serialize>(&self, name: &str, found: Result<Vec<T>, SpeechError>) -> Answer {
        match found {
            Ok(found) => answer::list(name, &found),
            Err(SpeechError::Transient { detail, .. }) => Err(ApiError::VoiceFailed(detail)),
            Err(SpeechError::Permanent { problem, detail }) => {
                Err(self.refused(problem, &detail).into())
            }
        }
    }

    /// Each key is told by its field: an integration has one for the assistant as well.
    fn refused(&self, problem: Problem, detail: &str) -> Refused {
        let (code, field, message) = match problem {
            Problem::Key => (
                "key_refused",
                self.key_field,
                "ElevenLabs refuses this key, or the key may not list voices and models",
            ),
            Problem::NoSuchCall => (
                "voice_refused",
                self.url_field,
                "there is no such call: is this the address of ElevenLabs' API, without /v1?",
            ),
            Problem::Plan | Problem::Quota => (
                "voice_refused",
                self.key_field,
                "the key is known, but ElevenLabs refuses its account: look at its plan and quota",
            ),
            _ => ("voice_refused", "", "ElevenLabs refuses it for good"),
        };
        Refused::new(code, field.to_owned(), format!("{message} ({detail})"))
    }
}
