//! Whose a session is.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{AccessToken, AccessTokenId};

/// Whom a session was begun for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// Whoever had the admin token.
    AdminToken,
    /// Whoever had this access token.
    AccessToken(AccessTokenId),
}

impl Holder {
    pub(super) const fn access_token(&self) -> Option<&AccessTokenId> {
        match self {
            Self::AdminToken => None,
            Self::AccessToken(id) => Some(id),
        }
    }
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub enum SignedIn {
    /// Whoever had the admin token.
    AdminToken,
    /// Whoever had this access token, as it is now.
    AccessToken(Arc<AccessToken>),
}
