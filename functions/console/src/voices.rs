//! The voices and the models that an ElevenLabs key can use.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use fields::{Link, ModelServer, NewSecret, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use settings::Reply;
use speech::{Model, Problem, Speech, SpeechError, Voice};
use store::IntegrationRecord;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::integrations::{find, url_check};
use crate::openapi::Call;
use crate::permission::Permission;
use crate::refused::{Reason, Refused, VoiceProblem};
use crate::router::Part;
use crate::{Console, answer, body};

/// The time limit for all pages together. The function has 29 s for everything.
const TIME_LIMIT: Duration = Duration::from_secs(15);

pub(crate) fn parts() -> Vec<Part> {
    const KEY: &str = "422: `no_voice_key` where the integration has no ElevenLabs key, `key_refused` where \
                       ElevenLabs refuses it.";
    const TRIED: &str = "Nothing is kept. 422: `key_refused` where ElevenLabs refuses the key.";
    vec![
        Part::at("/console/api/integrations/{id}/voices").get(
            of_integration,
            Permission::SettingsOfIntegration,
            Call::new("listVoices", "The voices that its ElevenLabs key can use")
                .says(KEY)
                .lists::<Voice>("voices")
                .asks_elevenlabs(),
        ),
        Part::at("/console/api/integrations/{id}/voice-models").get(
            models_of_integration,
            Permission::SettingsOfIntegration,
            Call::new(
                "listVoiceModels",
                "The models that speak for its ElevenLabs key",
            )
            .says(KEY)
            .lists::<Model>("models")
            .asks_elevenlabs(),
        ),
        Part::at("/console/api/voices").post(
            of_key,
            Permission::Settings,
            None,
            Call::new(
                "listVoicesOfKey",
                "The voices that an ElevenLabs key can use",
            )
            .says(TRIED)
            .takes::<VoiceKey>()
            .lists::<Voice>("voices")
            .asks_elevenlabs(),
        ),
        Part::at("/console/api/voice-models").post(
            models_of_key,
            Permission::Settings,
            None,
            Call::new(
                "listVoiceModelsOfKey",
                "The models that speak for an ElevenLabs key",
            )
            .says(TRIED)
            .takes::<VoiceKey>()
            .lists::<Model>("models")
            .asks_elevenlabs(),
        ),
    ]
}

pub(crate) async fn of_integration(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
) -> Answer {
    Account::stored(&console, &id).await?.voices().await
}

pub(crate) async fn models_of_integration(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
) -> Answer {
    Account::stored(&console, &id).await?.models().await
}

pub(crate) async fn of_key(State(console): State<Arc<Console>>, body: Bytes) -> Answer {
    Account::written(&console, &body).await?.voices().await
}

pub(crate) async fn models_of_key(State(console): State<Arc<Console>>, body: Bytes) -> Answer {
    Account::written(&console, &body).await?.models().await
}

/// A key with its server, and the paths of the fields in which they stand.
pub(crate) struct Account {
    speech: Speech,
    key_field: &'static str,
    url_field: &'static str,
}

walked! {
    /// A key that is only tried.
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct VoiceKey {
        api_key: NewSecret,
        #[serde(default = "settings::elevenlabs")]
        base_url: Link<ModelServer>,
    }
}

impl Account {
    /// The key of an integration.
    pub(crate) async fn stored(console: &Console, id: &str) -> Result<Self, ApiError> {
        const FIELD: &str = "reply.api_key";
        let IntegrationRecord { settings, secrets } = find(console, id).await?.value;
        let none = || Refused::new(FIELD, Reason::NoVoiceKey);
        if settings.reply.is_text() {
            return Err(none().into());
        }
        let opened = console
            .secrets
            .open_outbound(&settings.id, &secrets.outbound)
            .await?;
        let Reply::Voice(voice) = settings.opened(&opened.values).reply else {
            return Err(none().into());
        };
        Ok(Self {
            speech: Speech {
                client: console.client.clone(),
                base_url: voice.base_url.url().clone(),
                api_key: voice.api_key.opened().map_err(|_| none())?.clone(),
            },
            key_field: FIELD,
            url_field: "reply.base_url",
        })
    }

    /// The key in the request's body, of which nothing is kept.
    async fn written(console: &Console, body: &[u8]) -> Result<Self, ApiError> {
        Self::typed(console, body::object(body)?).await
    }

    /// The key among these fields, of which nothing is kept.
    pub(crate) async fn typed(
        console: &Console,
        fields: Map<String, Value>,
    ) -> Result<Self, ApiError> {
        const FIELD: &str = "api_key";
        let mut written: VoiceKey = fields::read(fields.into())?;
        let urls = fields::check_written(&mut written, console.client.access())?;
        url_check::check(&console.client, &urls).await?;
        Ok(Self {
            speech: Speech {
                client: console.client.clone(),
                base_url: written.base_url.url().clone(),
                api_key: written.api_key.into(),
            },
            key_field: FIELD,
            url_field: "base_url",
        })
    }

    /// Both, side by side.
    pub(crate) async fn lists(self) -> Result<(Vec<Voice>, Vec<Model>), ApiError> {
        let (voices, models) = tokio::join!(
            self.speech.voices(TIME_LIMIT),
            self.speech.models(TIME_LIMIT)
        );
        Ok((self.found(voices)?, self.found(models)?))
    }

    async fn voices(self) -> Answer {
        let found = self.speech.voices(TIME_LIMIT).await;
        self.shown("voices", found)
    }

    async fn models(self) -> Answer {
        let found = self.speech.models(TIME_LIMIT).await;
        self.shown("models", found)
    }

    fn shown<T: Serialize>(&self, name: &str, found: Result<Vec<T>, SpeechError>) -> Answer {
        answer::list(name, &self.found(found)?)
    }

    fn found<T>(&self, found: Result<T, SpeechError>) -> Result<T, ApiError> {
        found.map_err(|error| match error {
            SpeechError::Transient { detail, .. } => ApiError::VoiceFailed(detail),
            SpeechError::Permanent { problem, detail } => self.refused(problem, detail).into(),
        })
    }

    /// Names the field of the key in an error, since an integration has a key for the assistant as
    /// well.
    fn refused(&self, problem: Problem, detail: String) -> Refused {
        let (problem, field) = match problem {
            Problem::Key => (VoiceProblem::Key, self.key_field),
            Problem::NoSuchCall => (VoiceProblem::Address, self.url_field),
            Problem::Plan | Problem::Quota => (VoiceProblem::Account, self.key_field),
            _ => (VoiceProblem::Other, ""),
        };
        Refused::new(field, Reason::Voice { problem, detail })
    }
}
