//! An access token as it is asked for, and as it is shown.

use std::collections::BTreeSet;

use conversation::IntegrationId;
use fields::Filled;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use settings::INTEGRATION_ID;
use store::{AccessToken, Grant, NewAccessToken};

use crate::at::At;
use crate::identity::Role;
use crate::refused::{Reason, Refused};

/// How many integrations one token names at most.
const MOST: usize = 100;

/// What a token is to open.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AccessToken")]
pub(crate) struct Written {
    /// Whose it is.
    name: Filled<100>,
    #[schemars(schema_with = "role")]
    role: Role,
    /// Those that an operator or an agent may use. An admin has all.
    #[serde(default)]
    #[schemars(schema_with = "integrations")]
    integrations: Option<Vec<IntegrationId>>,
}

fn role(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": ["admin", "operator", "agent"]})
}

fn integrations(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": ["array", "null"],
        "items": {"type": "string", "pattern": INTEGRATION_ID},
        "minItems": 1,
        "maxItems": MOST,
    })
}

impl Written {
    /// The name, and what the token opens.
    pub(super) fn checked(self) -> Result<(String, Grant), Refused> {
        let refused = |reason| Refused::new("integrations", reason);
        let named = self.integrations.map(BTreeSet::from_iter);
        let some = named
            .clone()
            .filter(|named| (1..=MOST).contains(&named.len()))
            .ok_or_else(|| refused(Reason::NoIntegrations));
        let grant = match self.role {
            Role::Admin if named.is_some() => {
                return Err(refused(Reason::IntegrationsOfAdmin));
            }
            Role::Admin => Grant::Admin,
            Role::Operator => Grant::Operator {
                integrations: some?,
            },
            Role::Agent => Grant::Agent {
                integrations: some?,
            },
        };
        Ok((self.name.into(), grant))
    }
}

/// An access token, without its text.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AccessToken")]
pub(super) struct Shown {
    #[schemars(regex(pattern = "^[0-9a-f]{32}$"))]
    id: String,
    name: String,
    #[schemars(schema_with = "role")]
    role: Role,
    /// Null for an admin, who has all.
    #[schemars(schema_with = "integrations")]
    integrations: Option<BTreeSet<IntegrationId>>,
    created_at: At,
    /// To within 5 minutes; null if it was not used yet.
    last_used_at: Option<At>,
}

/// An access token that was just made.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Made {
    #[serde(flatten)]
    shown: Shown,
    /// Its text: send it as `Bearer`. It is shown here alone.
    token: String,
}

impl Shown {
    pub(super) fn new(token: AccessToken) -> Self {
        Self {
            id: token.id.into(),
            name: token.name,
            role: Role::from(&token.grant),
            integrations: token.grant.integrations().cloned(),
            created_at: token.created_at.into(),
            last_used_at: token.last_used_at.map(At::from),
        }
    }
}

impl Made {
    pub(super) fn new(made: NewAccessToken) -> Self {
        Self {
            shown: Shown::new(made.token),
            token: made.text.expose_secret().to_owned(),
        }
    }
}
