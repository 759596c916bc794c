//! Who hears the recordings of one integration's customers.

use http_client::Client;
use settings::{HeardBy, Integration, Reply};

use super::{SpeechToText, Transcriber};

impl<C> Transcriber<C> {
    /// Who hears by the settings, whose secrets are opened, or why nobody can.
    pub fn of(settings: &Integration, client: Client, clock: C) -> Result<Self, &'static str> {
        let hearing = &settings.hearing;
        let protocol = match hearing.by {
            HeardBy::Nobody => return Err("recordings are not heard"),
            HeardBy::Assistant => SpeechToText::OpenAi,
            HeardBy::Elevenlabs => SpeechToText::ElevenLabs,
        };
        let (base_url, api_key) = match (&hearing.server, protocol, &settings.reply) {
            (Some(server), ..) => (&server.base_url, &server.api_key),
            (None, SpeechToText::OpenAi, _) => {
                let assistant = &settings.assistant;
                (&assistant.base_url, &assistant.api_key)
            }
            (None, SpeechToText::ElevenLabs, Reply::Voice(voice)) => {
                (&voice.base_url, &voice.api_key)
            }
            (None, SpeechToText::ElevenLabs, Reply::Text(_)) => {
                return Err("there is no ElevenLabs key");
            }
        };
        let api_key = api_key.opened().map_err(|_| "there is no key")?;
        let model = hearing.model.as_ref();
        Ok(Self {
            client,
            clock,
            protocol,
            base_url: base_url.url().clone(),
            api_key: api_key.clone(),
            model: model.map_or_else(
                || protocol.default_model().to_owned(),
                |it| it.as_str().to_owned(),
            ),
        })
    }
}
