//! Who hears the recordings of one integration's customers.

use lambda::SystemClock;
use settings::{HeardBy, Integration, Reply};
use understanding::{SpeechToText, Transcriber};

use crate::Responder;

/// Who hears by the settings, or why nobody can.
pub(crate) fn listener(
    responder: &Responder,
    settings: &Integration,
) -> Result<Transcriber<SystemClock>, &'static str> {
    let (protocol, base_url, api_key) = match (settings.hearing.by, &settings.reply) {
        (HeardBy::Nobody, _) => return Err("recordings are not heard"),
        (HeardBy::Assistant, _) => {
            let assistant = &settings.assistant;
            (
                SpeechToText::OpenAi,
                &assistant.base_url,
                &assistant.api_key,
            )
        }
        (HeardBy::Elevenlabs, Reply::Voice(voice)) => {
            (SpeechToText::ElevenLabs, &voice.base_url, &voice.api_key)
        }
        (HeardBy::Elevenlabs, Reply::Text) => return Err("there is no ElevenLabs key"),
    };
    let api_key = api_key.opened().map_err(|_| "there is no key")?;
    let model = settings.hearing.model.as_ref();
    Ok(Transcriber {
        client: responder.client.clone(),
        clock: SystemClock,
        protocol,
        base_url: base_url.url().clone(),
        api_key: api_key.clone(),
        model: model.map_or_else(
            || protocol.default_model().to_owned(),
            |it| it.as_str().to_owned(),
        ),
    })
}
