//! Text in, audio out.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use http_client::BodyLimit;
use serde::Serialize;
use settings::VoiceSettings;

use super::{
    AudioFormat, Problem, Speech, SpeechError,
    errors::{of_refusal, permanent, transient},
};

/// A request to speak. Not to be shown: it holds what a customer is told.
#[derive(Clone, Copy, Serialize)]
pub struct Request<'a> {
    /// The voice's id.
    #[serde(skip)]
    pub voice_id: &'a str,
    /// The format that is asked for.
    #[serde(skip)]
    pub format: AudioFormat,
    /// The text, no longer than the model accepts.
    pub text: &'a str,
    /// The model's id.
    pub model_id: &'a str,
    /// The language (ISO 639-1), for the models that accept one; others may refuse it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_code: Option<&'a str>,
    /// Settings that differ from those of the voice itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice_settings: Option<VoiceSettings>,
    /// The part before this one, so that the tone goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_text: Option<&'a str>,
    /// The part after this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_text: Option<&'a str>,
}

/// Spoken audio.
#[derive(Clone, PartialEq, Eq)]
pub struct SpokenAudio {
    /// The audio.
    pub audio: Bytes,
    /// Its format by its first bytes, which is not always the one that was asked for.
    pub format: AudioFormat,
    /// Its cost in characters of the account's quota; none if the server does not say.
    pub character_cost: Option<u64>,
}

/// Hides the audio.
impl std::fmt::Debug for SpokenAudio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SpokenAudio")
            .field("audio_bytes", &self.audio.len())
            .field("format", &self.format)
            .field("character_cost", &self.character_cost)
            .finish()
    }
}

impl Speech {
    /// Has a text spoken: `POST /v1/text-to-speech/{voice_id}`.
    pub async fn speak(
        &self,
        request: &Request<'_>,
        time_limit: Duration,
    ) -> Result<SpokenAudio, SpeechError> {
        let url = ["v1", "text-to-speech", request.voice_id];
        let post = self
            .post(&self.base_url.join(&url))
            .query(&[("output_format", request.format.output_format())])
            .json(request);
        let response = self.send(post, BodyLimit::AUDIO, time_limit).await?;
        if !matches!(response.status, 200..300) {
            return Err(of_refusal(&response));
        }
        Ok(SpokenAudio {
            format: format(&response.body, request.format)?,
            audio: response.body,
            character_cost: character_cost(&response.headers),
        })
    }
}

/// The format of the audio: the `wanted` one, or the other that we know, since it is paid for.
///
/// A page, a document or a line of text in place of audio comes from a gateway, and may be gone the
/// next time. Audio of an unknown format is the server's answer to our request, and will stay so.
fn format(body: &[u8], wanted: AudioFormat) -> Result<AudioFormat, SpeechError> {
    let mut known = [AudioFormat::OggOpus, AudioFormat::Mp3].into_iter();
    if let Some(format) = known.find(|format| format.is_in(body)) {
        return Ok(format);
    }
    let printable = |b: &u8| matches!(b, b' '..=b'~' | b'\t' | b'\r' | b'\n');
    match body.trim_ascii_start().first() {
        None => Err(transient("the answer is empty")),
        Some(b'<' | b'{' | b'[') => Err(transient("the answer is a text and not audio")),
        Some(_) if body.iter().all(printable) => {
            Err(transient("the answer is a text and not audio"))
        }
        Some(_) => {
            let detail = format!("the answer is not {}", wanted.mime_type());
            Err(permanent(Problem::Format, detail))
        }
    }
}

/// Official and other clients read two names; the first is the one that was seen.
fn character_cost(headers: &HeaderMap) -> Option<u64> {
    ["character-cost", "x-character-cost"]
        .into_iter()
        .find_map(|name| headers.get(name)?.to_str().ok()?.parse().ok())
}
