//! Settings of two kinds, of which one has nothing to set and is shown as null.

use fields::{Invalid, Nothing, Reason, read, tagged, with_tag};
use schemars::generate::Contract;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// The names of the kinds.
pub(crate) struct TwoKinds {
    /// The kind that has nothing to set.
    pub(crate) plain: &'static str,
    /// What that kind is, for the schema.
    pub(crate) description: &'static str,
    /// The other one.
    pub(crate) rich: &'static str,
}

impl TwoKinds {
    /// Checks what a person wrote, since serde loses the paths within a tagged value. Puts null for the
    /// plain kind; gives the settings of the other one.
    pub(crate) fn check<Rich: DeserializeOwned + Serialize>(
        &self,
        written: &mut Value,
    ) -> Result<Option<Rich>, Invalid> {
        let (kind, rest) = tagged(written, "kind")?;
        if kind == self.plain {
            read::<Nothing>(rest)?;
            *written = Value::Null;
            Ok(None)
        } else if kind == self.rich {
            read(rest).map(Some)
        } else {
            let reason = Reason::not_among(&[self.plain, self.rich]);
            Err(Invalid::value("kind", reason))
        }
    }

    pub(crate) fn schema<Rich: JsonSchema>(&self, generator: &mut SchemaGenerator) -> Schema {
        let mut kinds = vec![with_tag(Rich::json_schema(generator), "kind", self.rich)];
        if *generator.contract() == Contract::Deserialize {
            let plain = json_schema!({"type": "object", "description": self.description});
            kinds.push(with_tag(plain, "kind", self.plain));
        }
        json_schema!({"oneOf": kinds})
    }
}
