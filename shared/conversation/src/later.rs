//! What a later version of this program stored, and this one carries.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The fields of a stored value that this version does not know, by their names. They are written
/// back with the value that they belong to: they move with it, and vanish with it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Later(pub BTreeMap<String, Value>);

impl Later {
    /// None at all.
    pub const NONE: Self = Self(BTreeMap::new());
}

/// Whether a field says what is meant where it is left out.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Only how many: nobody knows what they hold.
impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Later({})", self.0.len())
    }
}
