//! Who did something, as it is shown.

use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Who {
    /// The access token's id; null for the admin token.
    id: Option<String>,
    /// The name that the access token had; `admin` for the admin token.
    name: String,
}

impl From<store::Who> for Who {
    fn from(who: store::Who) -> Self {
        match who {
            store::Who::Admin => Self {
                id: None,
                name: "admin".to_owned(),
            },
            store::Who::AccessToken { id, name } => Self {
                id: Some(id.into()),
                name,
            },
        }
    }
}
