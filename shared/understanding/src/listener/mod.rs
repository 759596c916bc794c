//! Speech to text over HTTP.

mod check;
mod elevenlabs;
mod errors;
mod inventions;
mod of_settings;
mod openai;
mod transcript;

use std::time::Duration;

use conversation::ports::{Clock, Failure, ListenError, Listener, Recording, Retry, Transcript};
use http_client::{BaseUrl, BodyLimit, Client, FormPart, RequestBuilder, form_file};
use secrecy::SecretString;

use crate::FileType;

/// The pauses before further attempts, where the server does not ask for longer ones.
const PAUSES: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];
/// The least time in which a recording may be written down. With less, nothing more is tried.
const LEAST_LISTENING: Duration = Duration::from_secs(2);

/// By which protocol a server is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeechToText {
    /// OpenAI's, which many other servers speak.
    OpenAi,
    /// ElevenLabs'.
    ElevenLabs,
}

impl SpeechToText {
    /// The model that is asked unless the settings name one.
    pub const fn default_model(self) -> &'static str {
        match self {
            Self::OpenAi => openai::DEFAULT_MODEL,
            Self::ElevenLabs => "scribe_v2",
        }
    }
}

/// Writes recordings down for one integration, with its own key.
#[derive(Debug, Clone)]
pub struct Transcriber<C> {
    /// The HTTP client of the process.
    pub client: Client,
    /// Time.
    pub clock: C,
    /// The protocol.
    pub protocol: SpeechToText,
    /// The server's URL: up to its version for OpenAI's protocol, without one for ElevenLabs'.
    pub base_url: BaseUrl,
    /// The integration's own key.
    pub api_key: SecretString,
    /// The model's id.
    pub model: String,
}

impl<C: Clock> Listener for Transcriber<C> {
    fn model(&self) -> &str {
        &self.model
    }

    fn length(&self, recording: &Recording) -> Option<Duration> {
        crate::length(&recording.bytes)
    }

    /// Tries again after a failure that may pass, as long as there is time, but not what may have been
    /// paid for.
    async fn listen(
        &self,
        recording: &Recording,
        time_limit: Duration,
    ) -> Result<Transcript, ListenError> {
        let file_type = FileType::of(&recording.bytes);
        if !file_type.is_heard() {
            return Err(ListenError::NotAudio);
        }
        let end = self.clock.now().plus(time_limit);
        let mut failure = Failure::transient("no time is left to hear it");
        for pause in PAUSES.into_iter().map(Some).chain([None]) {
            let left = end.since(self.clock.now());
            if left < LEAST_LISTENING {
                break;
            }
            failure = match self.ask(recording, file_type, left).await {
                Err(ListenError::Failed {
                    failure,
                    paid_for: false,
                }) => failure,
                heard => return heard,
            };
            let (Retry::Later(asked), Some(pause)) = (failure.retry, pause) else {
                break;
            };
            let again = self.clock.now().plus(asked.unwrap_or_default().max(pause));
            if again.plus(LEAST_LISTENING) > end {
                break;
            }
            self.clock.sleep_until(again).await;
        }
        Err(errors::failed(failure, false))
    }
}

impl<C> Transcriber<C> {
    async fn ask(
        &self,
        recording: &Recording,
        file_type: FileType,
        time_limit: Duration,
    ) -> Result<Transcript, ListenError> {
        let file = file(recording, file_type)?;
        let (request, seconds_at) = self.request(file);
        let sent = self.client.send(request, BodyLimit::JSON, time_limit).await;
        let response = sent.map_err(|error| errors::of_exchange(&error))?;
        match response.status {
            200..=299 => transcript::read(&response.body, seconds_at),
            _ => errors::of_refusal(&response),
        }
    }

    /// The request, and where its answer says how many seconds were heard.
    fn request(&self, file: FormPart) -> (RequestBuilder, &'static str) {
        match self.protocol {
            SpeechToText::OpenAi => openai::request(self, file),
            SpeechToText::ElevenLabs => elevenlabs::request(self, file),
        }
    }
}

/// The recording as a form's file, under a name of our own.
fn file(recording: &Recording, file_type: FileType) -> Result<FormPart, ListenError> {
    let name = format!("audio.{}", file_type.extension());
    let file = form_file(recording.bytes.clone(), name, file_type.mime_type());
    file.map_err(|error| errors::of_exchange(&error))
}
