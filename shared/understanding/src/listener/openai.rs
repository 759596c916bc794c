//! OpenAI's transcription: `POST /audio/transcriptions`.
//! <https://developers.openai.com/api/docs/guides/speech-to-text>

use http_client::{Form, FormPart, RequestBuilder};
use secrecy::ExposeSecret;

use super::Transcriber;

pub(super) const DEFAULT_MODEL: &str = "gpt-transcribe";

/// The request, and where its answer says how many seconds were heard. The format of the answer is
/// the default, which is the one that every model has.
pub(super) fn request<C>(
    transcriber: &Transcriber<C>,
    file: FormPart,
) -> (RequestBuilder, &'static str) {
    let form = Form::new()
        .text("model", transcriber.model.clone())
        .part("file", file);
    let url = transcriber.base_url.join(&["audio", "transcriptions"]);
    let request = transcriber
        .client
        .post(&url)
        .bearer_auth(transcriber.api_key.expose_secret())
        .multipart(form);
    (request, "/usage/seconds")
}
