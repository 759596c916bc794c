//! A line of the audit as it is shown.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use store::{AuditLine, Did};

use crate::at::At;
use crate::who::Who;

/// Who did what.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AuditLine")]
pub(super) struct Line {
    at: At,
    who: Who,
    #[schemars(schema_with = "acts")]
    did: Did,
    /// What it was answered with. 422 and 502: the channel refused or failed, and people may have the
    /// conversation all the same.
    status: u16,
    /// That of the conversation, too.
    integration: Option<String>,
    conversation: Option<String>,
    assistant: Option<String>,
    /// The id of the one that was made or revoked.
    access_token: Option<String>,
}

fn acts(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": Did::ALL})
}

impl Line {
    pub(super) fn new(line: AuditLine) -> Self {
        let about = line.about;
        Self {
            at: line.at.into(),
            who: line.who.into(),
            did: line.did,
            status: line.status,
            integration: about.integration.map(String::from),
            conversation: about.conversation.map(String::from),
            assistant: about.assistant.map(String::from),
            access_token: about.access_token.map(String::from),
        }
    }
}
