//! One statement of a policy. The `iam-rs` crate decides what its patterns and conditions mean.

use std::fmt;

use anyhow::{Context, bail, ensure};
use iam_rs::{Decision, IAMAction, IAMEffect, IAMStatement, PolicyEvaluator};
use serde_json::Value;

use super::{Ask, Use, condition};

/// The elements that a statement may have here.
const ELEMENTS: [&str; 5] = ["Sid", "Effect", "Action", "Resource", "Condition"];

/// A statement of one role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatementId {
    /// The role.
    pub role: String,
    /// The policy, which several roles may have.
    pub policy: String,
    /// Its own name.
    pub sid: String,
}

impl fmt::Display for StatementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { role, policy, sid } = self;
        write!(f, "{role} {policy} {sid}")
    }
}

/// A statement that allows something.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(super) id: StatementId,
    actions: Vec<String>,
    policy: PolicyEvaluator,
}

impl Statement {
    /// Reads a statement whose references are already replaced.
    ///
    /// # Errors
    /// If anything in it is not emulated, or has no meaning.
    pub(crate) fn read(role: &str, policy: &str, json: Value) -> anyhow::Result<Self> {
        let sid = json.get("Sid").and_then(Value::as_str);
        let sid =
            sid.with_context(|| format!("{policy} of {role} has a statement without a Sid"))?;
        let id = StatementId {
            role: role.to_owned(),
            policy: policy.to_owned(),
            sid: sid.to_owned(),
        };
        let read = Self::parse(id.clone(), json);
        read.with_context(|| format!("the statement {id} of the template cannot be followed here"))
    }

    fn parse(id: StatementId, json: Value) -> anyhow::Result<Self> {
        for element in json.as_object().into_iter().flat_map(|json| json.keys()) {
            ensure!(ELEMENTS.contains(&element.as_str()), "{element}");
        }
        let statement: IAMStatement = serde_json::from_value(json)?;
        ensure!(statement.effect == IAMEffect::Allow, "Deny");
        let actions = match &statement.action {
            Some(IAMAction::Single(action)) => vec![action.clone()],
            Some(IAMAction::Multiple(actions)) => actions.clone(),
            None => bail!("no Action"),
        };
        if let Some(conditions) = &statement.condition {
            condition::check(conditions, &actions)?;
        }
        let policy = condition::evaluator(statement);
        Ok(Self {
            id,
            actions,
            policy,
        })
    }

    /// The patterns that allow this; none if it does not.
    pub(super) fn allows(&self, ask: &Ask) -> Vec<Use> {
        let request = ask.request();
        let evaluated = request.map(|request| self.policy.evaluate(&request));
        match evaluated {
            Some(Ok(result)) if result.decision == Decision::Allow => {
                let uses = self.uses();
                uses.filter(|used| used.is_of(&ask.action)).collect()
            }
            Some(Ok(_)) | None => Vec::new(),
            Some(Err(error)) => {
                tracing::error!(statement = %self.id, %error, "a statement could not be evaluated");
                Vec::new()
            }
        }
    }

    /// A use for each of its patterns.
    pub(super) fn uses(&self) -> impl Iterator<Item = Use> {
        self.actions.iter().map(|pattern| Use {
            statement: self.id.clone(),
            pattern: pattern.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TABLE: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/recado";

    fn writes(conditions: &Value) -> anyhow::Result<Statement> {
        let statement = json!({
            "Sid": "Write", "Effect": "Allow", "Action": ["dynamodb:PutItem"], "Resource": TABLE,
            "Condition": conditions,
        });
        Statement::read("ingest", "policy", statement)
    }

    fn put(keys: &[&str]) -> Ask {
        let keys = keys.iter().map(|key| (*key).to_owned());
        Ask::new("dynamodb:PutItem", TABLE).with_all("dynamodb:LeadingKeys", keys.collect())
    }

    #[test]
    fn every_key_must_be_one_of_those_allowed_and_there_must_be_one() {
        let statement = writes(&json!({
            "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["CONV#*", "ALIAS#*"]},
            "Null": {"dynamodb:LeadingKeys": "false"},
        }));
        let statement = statement.unwrap();
        let allowed = |keys: &[&str]| !statement.allows(&put(keys)).is_empty();

        assert!(allowed(&["CONV#loja#1", "ALIAS#loja#Maria"]));
        assert!(!allowed(&["CONV#loja#1", "VOICE#loja"]));
        assert!(!allowed(&["XCONV#loja#1"]));
        assert!(!allowed(&[]));
    }

    #[test]
    fn an_action_a_resource_and_a_value_are_matched_whole() {
        let statement = json!({
            "Sid": "Keep", "Effect": "Allow", "Action": ["s3:Get*", "kms:Decrypt"],
            "Resource": "arn:aws:s3:::audio/a/*",
            "Condition": {"StringLikeIfExists": {"kms:ViaService": "s3.*"}},
        });
        let refused = Statement::read("responder", "policy", statement.clone());
        let error = format!("{:#}", refused.unwrap_err());
        assert!(error.contains("kms:ViaService of s3:Get*"), "{error}");
        let mut statement = statement;
        statement["Condition"] = json!({});
        let statement = Statement::read("responder", "policy", statement).unwrap();
        let allowed = |action, resource| !statement.allows(&Ask::new(action, resource)).is_empty();

        assert!(allowed("s3:GetObject", "arn:aws:s3:::audio/a/b/c"));
        assert!(!allowed("s3:PutObject", "arn:aws:s3:::audio/a/b"));
        assert!(!allowed("s3:GetObject", "arn:aws:s3:::audio/b/a"));
        assert!(!allowed("s3:GetObject", "arn:aws:s3:::audio"));
        assert!(!allowed("s3:GetObject", "no ARN"));
    }

    #[test]
    fn an_action_may_be_written_in_other_letters() {
        let statement = json!({
            "Sid": "Write", "Effect": "Allow", "Resource": TABLE,
            "Action": ["dynamodb:putitem", "DynamoDB:UpdateItem"],
            "Condition": {"StringLike": {"dynamodb:LeadingKeys": "CONV#*"}},
        });
        let statement = Statement::read("ingest", "policy", statement).unwrap();
        let used = statement.allows(&put(&["CONV#loja#1"]));
        let patterns: Vec<_> = used.iter().map(|used| used.pattern.as_str()).collect();
        assert_eq!(patterns, ["dynamodb:putitem"]);
    }

    #[test]
    fn what_cannot_be_followed_is_named_with_its_statement() {
        let of = |element: &str, value: Value| {
            let mut statement = json!({
                "Sid": "Write", "Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": TABLE,
            });
            statement[element] = value;
            Statement::read("ingest", "policy", statement)
        };
        for (read, named) in [
            (
                writes(&json!({"StringMatches": {"s3:prefix": "a"}})),
                "StringMatches",
            ),
            (
                writes(&json!({"StringLike": {"dynamodb:Select": "a"}})),
                "dynamodb:Select",
            ),
            (
                writes(&json!({"Null": {"dynamodb:LeadingKeys": "no"}})),
                "the condition Null of dynamodb:LeadingKeys: it does not take the value \"no\"",
            ),
            (of("Effect", json!("Deny")), "Deny"),
            (of("NotResource", json!("*")), "NotResource"),
            (of("Principal", json!("*")), "Principal"),
            (of("Action", json!(7)), "Action"),
        ] {
            let error = format!("{:#}", read.unwrap_err());
            assert!(error.contains("ingest policy Write"), "{error}");
            assert!(error.contains(named), "{named}: {error}");
        }
    }
}
