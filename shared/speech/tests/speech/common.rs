//! A client of the stand-in.

use std::time::Duration;

use http_client::{Access, BaseUrl, Client};
use speech::{AudioFormat, Problem, Request, Speech, SpeechError, SpokenAudio};
use testkit::elevenlabs::{FakeElevenLabs, Step};

pub(crate) const KEY: &str = "xi-secret";
pub(crate) const PLENTY: Duration = Duration::from_secs(20);

pub(crate) fn speech(fake: &FakeElevenLabs, key: &str) -> Speech {
    Speech {
        client: Client::new(Access::Anywhere).unwrap(),
        base_url: BaseUrl::parse(&fake.base_url(), Access::Anywhere).unwrap(),
        api_key: key.into(),
    }
}

pub(crate) fn request(format: AudioFormat) -> Request<'static> {
    Request {
        voice_id: "voice-ana",
        format,
        text: "Seu pedido saiu hoje.",
        model_id: "eleven_flash_v2_5",
        language_code: None,
        voice_settings: None,
        previous_text: None,
        next_text: None,
    }
}

/// The result of one answer of the server to a request for a voice note.
pub(crate) async fn spoken(step: Step) -> Result<SpokenAudio, SpeechError> {
    let fake = FakeElevenLabs::start(KEY).await;
    fake.next_speech(step);
    let request = request(AudioFormat::OggOpus);
    speech(&fake, KEY).speak(&request, PLENTY).await
}

pub(crate) async fn error(step: Step) -> SpeechError {
    spoken(step).await.unwrap_err()
}

pub(crate) fn transient(detail: &str) -> SpeechError {
    SpeechError::Transient {
        detail: detail.to_owned(),
        retry_after: None,
    }
}

pub(crate) fn permanent(problem: Problem, detail: &str) -> SpeechError {
    SpeechError::Permanent {
        problem,
        detail: detail.to_owned(),
    }
}
