//! How long messages are collected, and which of them need no wait.

use std::time::Duration;

use fields::{Invalid, Reason, Whole, named_schema, plain, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Integration, PhraseList, two_kinds::TwoKinds};

/// What ends the collecting, where it is not `interval_ms`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Wait {
    /// The customer is quiet.
    Quiet(Quiet),
}

/// Until the customer is quiet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quiet {
    /// How long no message must have come, in milliseconds.
    #[serde(default)]
    pub quiet_ms: Whole<1, 600_000, 5_000>,
    /// The longest wait from the first message on, in milliseconds; at least `quiet_ms`.
    #[serde(default)]
    pub max_ms: Whole<1, 3_600_000, 60_000>,
}

const KINDS: TwoKinds = TwoKinds {
    plain: "fixed",
    description: "For `interval_ms`; shown as null.",
    rich: "quiet",
};

impl Wait {
    /// Checks what a person wrote. Puts null for the kind that leaves it to `interval_ms`.
    pub(crate) fn check(written: &mut Value) -> Result<(), Invalid> {
        match KINDS.check::<Quiet>(written)? {
            Some(quiet) if quiet.max_ms.get() < quiet.quiet_ms.get() => {
                Err(Invalid::value("max_ms", Reason::MaxBeforeQuiet))
            }
            Some(_) | None => Ok(()),
        }
    }
}

plain!([] Wait);

named_schema!("Wait", Wait, generator => KINDS.schema::<Quiet>(generator));

walked! {
    /// The messages that need no wait.
    #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
    pub struct AnswerAtOnce {
        /// The phrases of which such a message holds one. Empty for none.
        #[serde(default)]
        pub phrases: PhraseList,
        /// Whether a button that the customer taps, or an entry that they pick from a list, is such
        /// a message.
        #[serde(default)]
        pub buttons: bool,
    }
}

impl AnswerAtOnce {
    pub(crate) fn meaning(&self) -> conversation::AnswerAtOnce {
        conversation::AnswerAtOnce {
            phrases: self.phrases.meaning(),
            buttons: self.buttons,
        }
    }
}

impl Integration {
    /// How long messages are collected.
    pub fn wait_in_use(&self) -> conversation::Wait {
        let millis = |ms: u32| Duration::from_millis(ms.into());
        match &self.wait {
            None => conversation::Wait::Fixed(millis(self.interval_ms.get())),
            Some(Wait::Quiet(wait)) => conversation::Wait::Quiet {
                quiet: millis(wait.quiet_ms.get()),
                max: millis(wait.max_ms.get()),
            },
        }
    }
}
