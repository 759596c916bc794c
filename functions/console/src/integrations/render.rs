//! An integration as it is shown, fit to be sent back.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use settings::Integration;

/// The settings, and what follows from them.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Integration")]
pub(crate) struct Shown<'a> {
    #[serde(flatten)]
    settings: &'a Integration,
    /// The kind of the desk that is used: the one that is set apart, or the channel's own.
    #[schemars(schema_with = "desk")]
    desk_in_use: &'static str,
}

fn desk(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": ["none", "webhook", "whazing", "chatwoot"]})
}

/// The settings as they are written, where what is shown may be sent back.
#[derive(JsonSchema)]
#[schemars(rename = "Integration")]
#[expect(dead_code, reason = "its schema alone is asked for")]
pub(crate) struct Written {
    #[serde(flatten)]
    settings: Integration,
    /// Only shown: what is written here is not looked at.
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
