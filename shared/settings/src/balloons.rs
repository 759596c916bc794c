//! Whether a reply in text is sent as one message, or as a person would write it.

use std::time::Duration;

use fields::{Invalid, Whole, named_schema, plain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::two_kinds::TwoKinds;

/// How a reply in text is divided, where it is not one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Balloons {
    /// By its paragraphs.
    Paragraphs(Paragraphs),
}

/// Some paragraphs in each message, with a pause before each but the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Paragraphs {
    /// The most messages of one reply. The last one holds all the rest.
    #[serde(default)]
    pub max: Whole<1, 10, 3>,
    /// The longest pause before a message, in milliseconds. A pause is as long as a person would type.
    #[serde(default)]
    pub max_pause_ms: Whole<0, 10_000, 4_000>,
}

const KINDS: TwoKinds = TwoKinds {
    plain: "one",
    description: "All in one; shown as null.",
    rich: "paragraphs",
};

impl Balloons {
    /// Checks what a person wrote. Puts null for the kind that divides nothing.
    pub(crate) fn check(written: &mut Value) -> Result<(), Invalid> {
        KINDS.check::<Paragraphs>(written).map(|_| ())
    }

    pub(crate) fn policy(&self) -> conversation::Balloons {
        let Self::Paragraphs(Paragraphs { max, max_pause_ms }) = self;
        conversation::Balloons {
            max: usize::try_from(max.get()).unwrap_or(usize::MAX),
            max_pause: Duration::from_millis(max_pause_ms.get().into()),
        }
    }
}

plain!([] Balloons);

named_schema!("Balloons", Balloons, generator => KINDS.schema::<Paragraphs>(generator));
