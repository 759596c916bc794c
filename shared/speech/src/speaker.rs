//! One integration's voice: what ElevenLabs speaks, and the stored audio.

use std::time::Duration;

use conversation::IntegrationId;
use conversation::ports::{Audio, Clock, Failure, Line, Script, Synthesis, Voice, VoiceError};
use lambda::error_chain;
use settings::VoiceSettings;
use tokio::time::{Instant, timeout_at};

use crate::{
    AudioError, AudioFormat, AudioStore, Problem, Request, Speech, SpeechError, SpokenAudio,
    VOICE_NOTE_BYTES, parts, spoken_text,
};

/// The least time in which paid audio can be stored.
const KEEPING: Duration = Duration::from_secs(3);

/// The beginnings of models that refuse to be told the text before and after. This is undocumented:
/// many public programs quote the refusal, with the code `unsupported_model` (2025 and 2026).
///
/// The same models act the text in square brackets, their audio tags
/// (<https://elevenlabs.io/docs/best-practices/prompting/eleven-v3>).
const ACTING: &str = "eleven_v3";

/// Speaks for one integration, with its own key. A part that was spoken before is found and not
/// paid for again.
#[derive(Debug, Clone)]
pub struct Speaker<C> {
    /// ElevenLabs.
    pub speech: Speech,
    /// Where the audio is kept.
    pub store: AudioStore<C>,
    /// The integration.
    pub integration: IntegrationId,
    /// The voice's id.
    pub voice_id: String,
    /// The model's id.
    pub model_id: String,
    /// The language (ISO 639-1), for the models that accept one.
    pub language_code: Option<String>,
    /// Settings that differ from those of the voice itself.
    pub voice_settings: Option<VoiceSettings>,
}

/// What that model speaks of an answer in Markdown, part by part, and the text beside it.
pub fn script(markdown: &str, model_id: &str) -> Script {
    let text = spoken_text(markdown, model_id.starts_with(ACTING));
    Script {
        spoken: parts(&text.spoken),
        to_copy: text.to_copy,
    }
}

impl<C: Clock> Voice for Speaker<C> {
    fn script(&self, markdown: &str) -> Result<Script, Failure> {
        Ok(script(markdown, &self.model_id))
    }

    async fn speak(&self, line: Line<'_>, time_limit: Duration) -> Result<Synthesis, VoiceError> {
        let end = Instant::now() + time_limit;
        let (integration, turn_id) = (&self.integration, line.turn_id);
        let find = self.store.find(integration, turn_id, line.index);
        if let Some(spoken) = in_time(end, find, None).await? {
            return self.heard(line, spoken).await;
        }
        let spoken = self.paid(line, end).await?;
        let keep = self
            .store
            .keep(integration, turn_id, line.index, spoken.clone());
        let end = end.max(Instant::now() + KEEPING);
        in_time(end, keep, spoken.character_cost).await?;
        self.heard(line, spoken).await
    }
}

impl<C: Clock> Speaker<C> {
    /// A voice note; or plain audio if the server has no voice notes for us.
    async fn paid(&self, line: Line<'_>, end: Instant) -> Result<SpokenAudio, VoiceError> {
        let knows_context = !self.model_id.starts_with(ACTING);
        let request = |format| Request {
            voice_id: &self.voice_id,
            format,
            text: line.text,
            model_id: &self.model_id,
            language_code: self.language_code.as_deref(),
            voice_settings: self.voice_settings,
            previous_text: line.before.filter(|_| knows_context),
            next_text: line.after.filter(|_| knows_context),
        };
        let left = || end.saturating_duration_since(Instant::now());
        let spoken = self
            .speech
            .speak(&request(AudioFormat::OggOpus), left())
            .await;
        // Audio of an unknown format is paid for, whatever the second request brings.
        let was_paid_for = matches!(
            &spoken,
            Err(SpeechError::Permanent {
                problem: Problem::Format,
                ..
            })
        );
        let spoken = match spoken {
            Err(SpeechError::Permanent {
                problem: Problem::Format | Problem::Plan | Problem::Other,
                ..
            }) => self.speech.speak(&request(AudioFormat::Mp3), left()).await,
            spoken => spoken,
        };
        spoken.map_err(|error| match error {
            SpeechError::Transient {
                detail,
                retry_after,
            } => Failure::transient_after(detail, retry_after).into(),
            SpeechError::Permanent { problem, detail } => VoiceError::Failed {
                failure: Failure::permanent(detail),
                paid_for: was_paid_for || problem == Problem::Format,
            },
        })
    }

    async fn heard(&self, line: Line<'_>, spoken: SpokenAudio) -> Result<Synthesis, VoiceError> {
        let SpokenAudio {
            audio: bytes,
            format,
            character_cost,
        } = spoken;
        let (integration, turn_id) = (&self.integration, line.turn_id);
        let link = self.store.link(integration, turn_id, line.index, format);
        let link = link
            .await
            .map_err(|error| not_kept(error, character_cost))?;
        Ok(Synthesis {
            audio: Audio {
                mime_type: format.mime_type(),
                file_name: format!("{}.{}", line.index, format.extension()),
                is_voice_note: format == AudioFormat::OggOpus && bytes.len() <= VOICE_NOTE_BYTES,
                bytes,
                link,
            },
            character_cost,
        })
    }
}

async fn in_time<T>(
    end: Instant,
    stored: impl Future<Output = Result<T, AudioError>>,
    character_cost: Option<u64>,
) -> Result<T, VoiceError> {
    match timeout_at(end, stored).await {
        Ok(stored) => stored.map_err(|error| not_kept(error, character_cost)),
        Err(_) => Err(VoiceError::Storage {
            detail: "no answer in time".to_owned(),
            character_cost,
        }),
    }
}

fn not_kept(error: AudioError, character_cost: Option<u64>) -> VoiceError {
    VoiceError::Storage {
        detail: error_chain(&error),
        character_cost,
    }
}
