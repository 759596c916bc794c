//! One integration's voice, and its metrics.

use conversation::{IntegrationId, TextBecause, TextFallback, VoiceReport};
use lambda::{SystemClock, metrics::Metric};
use settings::{Reply, Voice};
use speech::{Speaker, Speech};

use crate::Responder;

/// The voice of the settings, or why it cannot be used.
pub(crate) fn speaker(
    responder: &Responder,
    id: &IntegrationId,
    reply: &Reply,
) -> Result<Speaker<SystemClock>, &'static str> {
    let Reply::Voice(voice) = reply else {
        return Err("replies are text");
    };
    let Voice {
        api_key,
        voice_id,
        model_id,
        base_url,
        language_code,
        voice_settings,
        ..
    } = &**voice;
    let api_key = api_key.opened().map_err(|_| "there is no ElevenLabs key")?;
    Ok(Speaker {
        speech: Speech {
            client: responder.client.clone(),
            base_url: base_url.url().clone(),
            api_key: api_key.clone(),
        },
        store: responder.audio.clone(),
        integration: id.clone(),
        voice_id: voice_id.as_str().to_owned(),
        model_id: model_id.as_str().to_owned(),
        language_code: language_code.clone().map(String::from),
        voice_settings: *voice_settings,
    })
}

/// The metrics of a reply that was to be spoken.
pub(crate) fn measured(voice: &VoiceReport) -> Vec<Metric> {
    let failed = voice.text_fallback.as_ref().is_some_and(is_failure);
    let counts = [
        ("RepliesSpoken", u64::from(voice.parts > 0)),
        ("VoicesFailed", u64::from(failed)),
        ("CharactersSpoken", voice.characters),
        ("CharacterCost", voice.character_cost),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    counts
        .map(|(name, count)| Metric::count(name, count as f64))
        .collect()
}

/// Whether a voice was wanted and allowed, and failed.
const fn is_failure(why: &TextFallback) -> bool {
    match why.because {
        // The cap is not met: what was spoken could not be counted.
        TextBecause::OverDayCap => why.detail.is_some(),
        TextBecause::VoiceFailed
        | TextBecause::StorageFailed
        | TextBecause::ChannelRefused
        | TextBecause::NoTime => true,
        TextBecause::CustomerWrote | TextBecause::NothingToSay | TextBecause::OverReplyCap => false,
    }
}
