//! Who makes a request, and what is open to them.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::{HeaderMap, header::AUTHORIZATION};
use conversation::IntegrationId;
use fields::{Carried, Reason};
use serde::{Deserialize, Serialize};
use store::{AccessToken, Grant, Holder, SignedIn, Who};

use crate::Console;
use crate::error::ApiError;

/// Who makes a request.
#[derive(Debug, Clone)]
pub(crate) enum Identity {
    /// Whoever has the token of Secrets Manager: an admin.
    AdminToken,
    AccessToken(Arc<AccessToken>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "String")]
pub(crate) enum Role {
    Admin,
    Operator,
    Agent,
}

impl TryFrom<String> for Role {
    type Error = Carried;

    fn try_from(name: String) -> Result<Self, Carried> {
        match name.as_str() {
            "admin" => Ok(Self::Admin),
            "operator" => Ok(Self::Operator),
            "agent" => Ok(Self::Agent),
            _ => Err(Reason::not_among(&["admin", "operator", "agent"]).into()),
        }
    }
}

impl From<&Grant> for Role {
    fn from(grant: &Grant) -> Self {
        match grant {
            Grant::Admin => Self::Admin,
            Grant::Operator { .. } => Self::Operator,
            Grant::Agent { .. } => Self::Agent,
        }
    }
}

impl Identity {
    /// By the token that the request carries.
    pub(crate) async fn find(console: &Console, headers: &HeaderMap) -> Result<Self, ApiError> {
        let sent = bearer(headers).ok_or(ApiError::Unauthorized)?;
        let found = Self::of_token(console, sent).await?;
        found.ok_or(ApiError::Unauthorized)
    }

    /// Whoever has this token.
    pub(crate) async fn of_token(console: &Console, token: &str) -> Result<Option<Self>, ApiError> {
        if console.admin_token.is(token).await {
            return Ok(Some(Self::AdminToken));
        }
        let found = console.access_tokens.find(token).await?;
        Ok(found.map(Self::AccessToken))
    }

    /// Whose session it is, if nobody revoked their access token.
    pub(crate) async fn signed_in(console: &Console, as_whom: SignedIn) -> Option<Self> {
        match as_whom {
            SignedIn::AdminToken => Some(Self::AdminToken),
            SignedIn::AccessToken(token) => {
                let stays = console.access_tokens.note_use(&token).await;
                stays.then_some(Self::AccessToken(token))
            }
        }
    }

    /// Whom a session is begun for.
    pub(crate) fn holder(&self) -> Holder {
        match self {
            Self::AdminToken => Holder::AdminToken,
            Self::AccessToken(token) => Holder::AccessToken(token.id.clone()),
        }
    }

    pub(crate) fn role(&self) -> Role {
        match self {
            Self::AdminToken => Role::Admin,
            Self::AccessToken(token) => Role::from(&token.grant),
        }
    }

    /// The only integrations there are for them; none if there are all.
    pub(crate) fn only(&self) -> Option<&BTreeSet<IntegrationId>> {
        match self {
            Self::AdminToken => None,
            Self::AccessToken(token) => token.grant.integrations(),
        }
    }

    /// Whether there is this integration for them, if there is one.
    pub(crate) fn sees(&self, integration: &IntegrationId) -> bool {
        self.only().is_none_or(|only| only.contains(integration))
    }

    /// Whether there is an assistant for them that is of these integrations.
    pub(crate) fn sees_assistant(&self, of: &BTreeSet<IntegrationId>) -> bool {
        self.only().is_none_or(|only| !only.is_disjoint(of))
    }

    /// Whether a change of it reaches nobody else.
    pub(crate) fn may_change_assistant(&self, of: &BTreeSet<IntegrationId>) -> bool {
        let all = self.only().is_none_or(|only| only.is_superset(of));
        all && self.sees_assistant(of)
    }

    /// As the audit names them.
    pub(crate) fn who(&self) -> Who {
        match self {
            Self::AdminToken => Who::Admin,
            Self::AccessToken(token) => Who::AccessToken {
                id: token.id.clone(),
                name: token.name.clone(),
            },
        }
    }
}

/// What stands behind `Bearer`, whose case does not matter (RFC 9110, section 11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
