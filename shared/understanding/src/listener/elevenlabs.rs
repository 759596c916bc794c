//! ElevenLabs' transcription: `POST /v1/speech-to-text`.
//! <https://elevenlabs.io/docs/api-reference/speech-to-text/convert>

use http_client::{Form, FormPart, RequestBuilder, SecretHeader};
use secrecy::ExposeSecret;

use super::Transcriber;

/// The request, and where its answer says how many seconds were heard, which is undocumented:
/// public programs read it there (2026). The time of each word is left out, since nobody reads it
/// and a long recording has many.
pub(super) fn request<C>(
    transcriber: &Transcriber<C>,
    file: FormPart,
) -> (RequestBuilder, &'static str) {
    let form = Form::new()
        .text("model_id", transcriber.model.clone())
        .text("tag_audio_events", "false")
        .text("diarize", "false")
        .text("timestamps_granularity", "none")
        .part("file", file);
    let url = transcriber.base_url.join(&["v1", "speech-to-text"]);
    let key = SecretHeader(transcriber.api_key.expose_secret());
    let request = transcriber
        .client
        .post(&url)
        .header("xi-api-key", key)
        .multipart(form);
    (request, "/audio_duration_secs")
}
