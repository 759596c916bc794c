//! Fields that a later version of this program stored, and that this version carries along.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The unknown fields of a stored value, by their names. They are written back with the value that
/// they belong to: they move with it, and vanish with it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Later(pub BTreeMap<String, Value>);

impl Later {
    /// No fields.
    pub const NONE: Self = Self(BTreeMap::new());
}

/// Whether a field has its default value, so that it may be left out.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Shows the number of fields only, since nobody knows what they hold.
impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Later({})", self.0.len())
    }
}
