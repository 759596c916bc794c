//! What an assistant was shown in a turn, as the API shows it.

use conversation::{SeenReport, Unseen};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

/// What a turn showed to the assistant.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
pub(crate) struct SeenInTurn {
    /// How many files were shown.
    files: usize,
    /// How many bytes they have together.
    bytes: u64,
    /// Why others were not, each by itself.
    #[schemars(schema_with = "all_because")]
    unseen: Vec<Unseen>,
    /// What failed first, if something did.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl SeenInTurn {
    pub(crate) fn new(report: &SeenReport) -> Self {
        Self {
            files: report.files,
            bytes: report.bytes,
            unseen: report.unseen.clone(),
            error: report.error.clone(),
        }
    }
}

fn all_because(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "array", "items": {"enum": [
        "gone", "too_large", "too_many", "not_readable", "failed", "refused", "no_time", "unknown",
    ]}})
}
