//! Transcribers that ask the stand-ins.

use std::time::Duration;

use bytes::Bytes;
use conversation::ports::{ListenError, Listener, Recording, Transcript};
use http_client::{Access, BaseUrl, Client};
use testkit::{TestClock, elevenlabs::FakeElevenLabs, files::VOICE_MESSAGE, openai::FakeOpenAi};
use understanding::{SpeechToText, Transcriber};

pub(crate) const KEY: &str = "sk-secret";
pub(crate) const PLENTY: Duration = Duration::from_secs(60);

fn transcriber(protocol: SpeechToText, base_url: &str) -> Transcriber<TestClock> {
    Transcriber {
        client: Client::new(Access::Anywhere).unwrap(),
        clock: TestClock::new(),
        protocol,
        base_url: BaseUrl::parse(base_url, Access::Anywhere).unwrap(),
        api_key: KEY.into(),
        model: protocol.default_model().to_owned(),
    }
}

pub(crate) fn of_openai(fake: &FakeOpenAi) -> Transcriber<TestClock> {
    transcriber(SpeechToText::OpenAi, &fake.base_url())
}

pub(crate) fn of_elevenlabs(fake: &FakeElevenLabs) -> Transcriber<TestClock> {
    transcriber(SpeechToText::ElevenLabs, &fake.base_url())
}

pub(crate) fn recording(bytes: &'static [u8]) -> Recording {
    Recording {
        bytes: Bytes::from_static(bytes),
    }
}

/// What becomes of the voice message of the fixtures.
pub(crate) async fn heard(transcriber: &Transcriber<TestClock>) -> Result<Transcript, ListenError> {
    transcriber.listen(&recording(VOICE_MESSAGE), PLENTY).await
}
