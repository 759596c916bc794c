//! What became of a reply that was to be spoken, as the API shows it.

use conversation::TextBecause;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

/// What became of a reply that was to be spoken.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Voiced {
    /// How many parts the channel accepted as voice messages.
    parts: usize,
    /// How many characters these parts have.
    characters: u64,
    /// What speaking cost, in characters of the account's quota at ElevenLabs, as far as ElevenLabs
    /// said.
    character_cost: u64,
    /// Why the reply, or the rest of it, went out as text. Null if all of it was spoken.
    in_text: Option<InText>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct InText {
    #[schemars(schema_with = "because")]
    because: TextBecause,
    detail: Option<String>,
}

fn because(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": [
        "customer_wrote", "nothing_to_say", "over_reply_cap", "over_day_cap", "voice_failed",
        "storage_failed", "channel_refused", "no_time",
    ]})
}

impl Voiced {
    pub(crate) fn new(report: &conversation::VoiceReport) -> Self {
        Self {
            parts: report.parts,
            characters: report.characters,
            character_cost: report.character_cost,
            in_text: report.text_fallback.as_ref().map(|why| InText {
                because: why.because,
                detail: why.detail.clone(),
            }),
        }
    }
}
