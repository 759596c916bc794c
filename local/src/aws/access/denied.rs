//! Why a request is refused.

use super::Ask;
use crate::aws::ACCOUNT;

/// Why a request is refused.
#[derive(Debug)]
pub(in crate::aws) enum Denied {
    /// It names no access key.
    NoKey,
    /// It names an unknown access key.
    UnknownKey,
    /// No statement of the caller's role allows it.
    NotAllowed {
        /// Such as `kms:Decrypt`.
        action: String,
        /// In IAM's words.
        message: String,
    },
}

impl Denied {
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
    pub(super) fn not_allowed(role: &str, session: &str, ask: &Ask) -> Self {
        let Ask {
            action, resource, ..
        } = ask;
        Self::NotAllowed {
            action: action.clone(),
            message: format!(
                "User: arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session} is not authorized to \
                 perform: {action} on resource: {resource} because no identity-based policy \
                 allows the {action} action"
            ),
        }
    }

    /// The code in AWS's JSON services.
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>
    pub(in crate::aws) const fn code(&self) -> &'static str {
        match self {
            Self::NoKey => "MissingAuthenticationTokenException",
            Self::UnknownKey => "UnrecognizedClientException",
            Self::NotAllowed { .. } => "AccessDeniedException",
        }
    }

    pub(in crate::aws) fn message(&self) -> &str {
        match self {
            Self::NoKey => "Request is missing Authentication Token",
            Self::UnknownKey => "The security token included in the request is invalid.",
            Self::NotAllowed { message, .. } => message,
        }
    }

    /// Whether KMS refused a request that a service made in the caller's name.
    pub(in crate::aws) fn is_of_kms(&self) -> bool {
        matches!(self, Self::NotAllowed { action, .. } if action.starts_with("kms:"))
    }
}
