//! An instant as it is shown.

use serde::Serialize;

/// An instant: RFC 3339 in UTC.
#[derive(Serialize)]
pub(crate) struct At(String);

impl From<conversation::Timestamp> for At {
    fn from(at: conversation::Timestamp) -> Self {
        Self(at.to_string())
    }
}

fields::inline_schema!([] At, _generator =>
    schemars::json_schema!({"type": "string", "format": "date-time"}));
