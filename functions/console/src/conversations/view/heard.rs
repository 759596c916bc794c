//! What was heard in recordings, as the API shows it.

use conversation::{HeardReport, Said, Unheard};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

/// What became of one recording.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(crate) enum Heard {
    /// These words were said.
    Words { words: String },
    /// Nothing was said.
    Nothing,
    /// It was not heard.
    Unheard {
        #[schemars(schema_with = "because")]
        because: Unheard,
    },
}

impl Heard {
    pub(crate) fn new(said: &Said) -> Self {
        match said {
            Said::Words(words) => Self::Words {
                words: words.clone(),
            },
            Said::Nothing => Self::Nothing,
            Said::Unheard(because) => Self::Unheard { because: *because },
        }
    }
}

/// What a turn heard.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
pub(crate) struct HeardInTurn {
    /// How many recordings were heard.
    recordings: usize,
    /// How many seconds of recordings were paid for, or may have been.
    seconds: u64,
    /// The model that was asked to hear; null if nothing was paid for.
    model: Option<String>,
    /// Why others were not, each by itself.
    #[schemars(schema_with = "all_because")]
    unheard: Vec<Unheard>,
    /// What failed first, if something did.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl HeardInTurn {
    pub(crate) fn new(report: &HeardReport) -> Self {
        Self {
            recordings: report.recordings,
            seconds: report.seconds,
            model: report.model.clone(),
            unheard: report.unheard.clone(),
            error: report.error.clone(),
        }
    }
}

fn because(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": [
        "gone", "video", "too_large", "too_long", "over_day_cap", "too_many", "not_audio", "failed", "no_time",
        "unknown",
    ]})
}

fn all_because(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "array", "items": because(generator)})
}
