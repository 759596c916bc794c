//! An integration as the API shows it, in a form that can be sent back.

use channels::DeskInUse;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use settings::Integration;

/// The settings, and what follows from them.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Integration")]
pub(crate) struct Shown<'a> {
    #[serde(flatten)]
    settings: &'a Integration,
    /// The kind of the desk in use: the one that is configured apart, or the channel's own.
    #[schemars(schema_with = "desk")]
    desk_in_use: &'static str,
}

fn desk(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": DeskInUse::KINDS})
}

/// The settings as a person writes them. What is shown may be sent back.
#[derive(JsonSchema)]
#[schemars(rename = "Integration")]
#[expect(dead_code, reason = "its schema alone is asked for")]
pub(crate) struct Written {
    #[serde(flatten)]
    settings: Integration,
    /// Fields that are only shown. They are ignored when written.
    #[serde(default)]
    desk_in_use: String,
}

impl<'a> Shown<'a> {
    pub(crate) fn new(settings: &'a Integration) -> Self {
        Self {
            settings,
            desk_in_use: settings.desk_in_use().kind(),
        }
    }
}
