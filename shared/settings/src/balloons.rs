//! Whether a reply in text is sent as one message, or as a person would write it.

use std::time::Duration;

use fields::{Invalid, Nothing, Reason, Whole, named_schema, plain, read, tagged, with_tag};
use schemars::generate::Contract;
use schemars::{JsonSchema, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

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

impl Balloons {
    /// Checks what a person wrote, since serde loses the paths within a tagged value. Puts null for
    /// the kind that divides nothing.
    pub(crate) fn check(written: &mut Value) -> Result<(), Invalid> {
        let (kind, rest) = tagged(written, "kind")?;
        match kind.as_str() {
            "one" => {
                read::<Nothing>(rest)?;
                *written = Value::Null;
                Ok(())
            }
            "paragraphs" => read::<Paragraphs>(rest).map(|_| ()),
            _ => Err(Invalid::value(
                "kind",
                Reason::not_among(&["one", "paragraphs"]),
            )),
        }
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

named_schema!("Balloons", Balloons, generator => {
    let paragraphs = with_tag(Paragraphs::json_schema(generator), "kind", "paragraphs");
    let mut kinds = vec![paragraphs];
    if *generator.contract() == Contract::Deserialize {
        let one = json_schema!({"type": "object", "description": "All in one; shown as null."});
        kinds.push(with_tag(one, "kind", "one"));
    }
    json_schema!({"oneOf": kinds})
});
