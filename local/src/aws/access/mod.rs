//! Who may do what: the functions' roles, by the access keys that the functions are given. Each
//! service asks here before it carries out a request.
//!
//! Only an identity's policies are looked at. Resource policies are not: the key's leaves
//! everything to the roles, and the bucket's refuses requests without TLS, which on loopback are
//! all requests.

mod ask;
mod condition;
mod denied;
mod statement;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::{HeaderMap, header};
use iam_rs::Arn;

pub(super) use ask::Ask;
pub(super) use denied::Denied;
pub(crate) use statement::Statement;
pub use statement::StatementId;

use super::{ACCESS_KEY_ID, REGION};

/// What the services know of roles, and of the keys that seal resources. Clones share it. At first
/// it is empty, and only the account's own access key opens anything.
#[derive(Debug, Clone, Default)]
pub struct Access(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// By access key id.
    roles: BTreeMap<String, Role>,
    /// The KMS key's ARN, by the ARN of the resource that it seals.
    sealed: BTreeMap<String, String>,
    withdrawn: Option<StatementId>,
    used: BTreeSet<Use>,
    refused: BTreeSet<Refusal>,
}

/// A function's role.
#[derive(Debug)]
pub(crate) struct Role {
    /// Its name in errors.
    pub(crate) name: String,
    pub(crate) statements: Vec<Statement>,
}

/// A statement that allowed an action.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The statement.
    pub statement: StatementId,
    /// The pattern in it that the action fits, such as `kms:GenerateDataKey*`.
    pub pattern: String,
}

impl Use {
    /// Whether the pattern fits an action. IAM ignores case in both.
    #[must_use]
    pub fn is_of(&self, action: &str) -> bool {
        Arn::wildcard_match(&action.to_lowercase(), &self.pattern.to_lowercase())
    }
}

/// An action that no statement allowed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// The caller's access key id.
    pub caller: String,
    /// The service's own action that was requested. It may need others, such as those of KMS.
    pub operation: String,
    /// The action, such as `sqs:SendMessage`.
    pub action: String,
    /// The resource's ARN.
    pub resource: String,
}

impl Access {
    /// Gives the holder of an access key a role's rights, in place of earlier ones.
    pub(crate) fn grant(&self, access_key_id: &str, role: Role) {
        self.state().roles.insert(access_key_id.to_owned(), role);
    }

    /// Makes every use of a resource need its KMS key too.
    pub(crate) fn seal(&self, resource: String, key: String) {
        self.state().sealed.insert(resource, key);
    }

    /// Every statement of every role.
    #[must_use]
    pub fn statements(&self) -> Vec<StatementId> {
        let state = self.state();
        let statements = state.roles.values().flat_map(|role| &role.statements);
        statements.map(|statement| statement.id.clone()).collect()
    }

    /// The patterns of every statement's actions, used or not.
    #[must_use]
    pub fn patterns(&self) -> BTreeSet<Use> {
        let state = self.state();
        let statements = state.roles.values().flat_map(|role| &role.statements);
        statements.flat_map(Statement::uses).collect()
    }

    /// The patterns that have allowed anything so far.
    #[must_use]
    pub fn used(&self) -> BTreeSet<Use> {
        self.state().used.clone()
    }

    /// Removes a statement from its role, or none; restores the one that was removed before, and
    /// clears the list of refusals.
    pub fn withdraw(&self, statement: Option<StatementId>) {
        let mut state = self.state();
        state.withdrawn = statement;
        state.refused.clear();
    }

    /// What was refused, without repeats.
    #[must_use]
    pub fn refused(&self) -> BTreeSet<Refusal> {
        self.state().refused.clone()
    }

    /// Whether this access key exists.
    pub(super) fn knows(&self, access_key_id: &str) -> bool {
        access_key_id == ACCESS_KEY_ID || self.state().roles.contains_key(access_key_id)
    }

    /// What a service asks of a resource's KMS key in its caller's name: nothing if the resource
    /// has no key.
    /// <https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service>
    pub(super) fn through(
        &self,
        service: &str,
        resource: &str,
        actions: &[&str],
        context: &[(&str, &str)],
    ) -> Vec<Ask> {
        let key = self.state().sealed.get(resource).cloned();
        let asks = key.iter().flat_map(|key| {
            actions.iter().map(|action| {
                let ask = Ask::new(*action, key.as_str());
                let ask = ask.with(
                    "kms:ViaService",
                    &format!("{service}.{REGION}.amazonaws.com"),
                );
                context.iter().fold(ask, |ask, (name, value)| {
                    ask.with(&format!("kms:EncryptionContext:{name}"), value)
                })
            })
        });
        asks.collect()
    }

    /// Whether the holder of the access key may do all of this. The account's own key may do
    /// everything.
    pub(super) fn check(&self, access_key_id: Option<&str>, asks: &[Ask]) -> Result<(), Denied> {
        let caller = access_key_id.ok_or(Denied::NoKey)?;
        if caller == ACCESS_KEY_ID {
            return Ok(());
        }
        let mut state = self.state();
        let state = &mut *state;
        let role = state.roles.get(caller).ok_or(Denied::UnknownKey)?;
        let operation = asks.first().map_or("", |ask| ask.action.as_str());
        for ask in asks {
            let statements = role.statements.iter();
            let in_place = statements.filter(|of| state.withdrawn.as_ref() != Some(&of.id));
            let allowing: Vec<Use> = in_place.flat_map(|of| of.allows(ask)).collect();
            if allowing.is_empty() {
                let (action, resource) = (ask.action.clone(), ask.resource.clone());
                tracing::warn!(caller, action, resource, "a role does not allow it");
                state.refused.insert(Refusal {
                    caller: caller.to_owned(),
                    operation: operation.to_owned(),
                    action,
                    resource,
                });
                return Err(Denied::not_allowed(&role.name, caller, ask));
            }
            state.used.extend(allowing);
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The caller's access key, from the `Authorization` header.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html>
pub(super) fn access_key_id(headers: &HeaderMap) -> Option<&str> {
    let authorization = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (_, credential) = authorization.split_once("Credential=")?;
    Some(credential.split_once('/')?.0)
}
