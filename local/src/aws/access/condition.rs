//! The conditions of a statement, checked in advance: a condition that cannot be decided stops the
//! start, and not a request.

use anyhow::{Context, ensure};
use iam_rs::{
    Condition, ConditionBlock, ConditionValue, IAMAction, IAMEffect, IAMOperator, IAMPolicy,
    IAMResource, IAMStatement, IAMVersion, PolicyEvaluator,
};

use super::{Ask, ask::is_said};

/// # Errors
/// If one of the actions comes without a value for a key, or an operator does not accept an
/// operand.
pub(super) fn check(conditions: &ConditionBlock, actions: &[String]) -> anyhow::Result<()> {
    for (operator, keys) in &conditions.conditions {
        for (key, operands) in keys {
            for action in actions {
                ensure!(is_said(key, action), "the condition key {key} of {action}");
            }
            let checked = check_operands(operator, key, operands);
            checked.with_context(|| format!("the condition {} of {key}", operator.as_str()))?;
        }
    }
    Ok(())
}

fn check_operands(
    operator: &IAMOperator,
    key: &str,
    operands: &ConditionValue,
) -> anyhow::Result<()> {
    ensure!(!operands.is_empty(), "it has an empty list of values");
    ensure!(
        operands.len() == 1 || operator.supports_multiple_values(),
        "it has several values, and takes one"
    );
    let each: Vec<ConditionValue> = match operands {
        ConditionValue::StringList(texts) => {
            let texts = texts.iter().cloned();
            texts.map(ConditionValue::String).collect()
        }
        single => vec![single.clone()],
    };
    for operand in each {
        let shown = operand.to_json_value();
        let decided = decide(Condition::new(operator.clone(), key, operand));
        decided.with_context(|| format!("it does not take the value {shown}"))?;
    }
    Ok(())
}

/// Has one operand read as in a request. Only without a value for the key could something else
/// decide first.
fn decide(condition: Condition) -> anyhow::Result<()> {
    let statement = IAMStatement::new(IAMEffect::Allow)
        .with_action(IAMAction::Single("*".to_owned()))
        .with_resource(IAMResource::Single("*".to_owned()))
        .with_condition_struct(condition);
    let request = Ask::anything("any", "Thing").request();
    evaluator(statement).evaluate(&request.context("no ARN")?)?;
    Ok(())
}

/// What decides by one statement.
pub(super) fn evaluator(statement: IAMStatement) -> PolicyEvaluator {
    PolicyEvaluator::with_policies(vec![IAMPolicy {
        version: IAMVersion::V20121017,
        id: None,
        statement: vec![statement],
    }])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn checked(conditions: Value) -> anyhow::Result<()> {
        let conditions: ConditionBlock = serde_json::from_value(conditions)?;
        check(&conditions, &["dynamodb:PutItem".to_owned()])
    }

    #[test]
    fn an_operand_that_cannot_be_read_is_named_with_its_condition() {
        for (operator, operand, said) in [
            ("Null", json!("maybe"), "the value \"maybe\""),
            ("Null", json!(["true", "false"]), "several values"),
            ("StringLike", json!([]), "an empty list"),
            ("StringEquals", json!(7), "the value 7"),
            ("NumericLessThan", json!(["1", "one"]), "the value \"one\""),
            (
                "DateLessThan",
                json!("yesterday"),
                "the value \"yesterday\"",
            ),
            ("IpAddress", json!("here"), "the value \"here\""),
            ("Bool", json!("yes"), "the value \"yes\""),
            ("ForAllValues:StringLike", json!([]), "an empty list"),
        ] {
            let error = checked(json!({operator: {"dynamodb:LeadingKeys": operand}}));
            let error = format!("{:#}", error.unwrap_err());
            let condition = format!("the condition {operator} of dynamodb:LeadingKeys: it ");
            assert!(error.starts_with(&condition), "{error}");
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn operands_of_their_operators_kind_pass() {
        for (operator, operand) in [
            ("Null", json!("false")),
            ("Null", json!(true)),
            ("StringLike", json!(["CONV#*", "ALIAS#*"])),
            ("NumericLessThan", json!("1")),
            ("DateLessThan", json!("2026-11-01T00:00:00Z")),
            ("IpAddress", json!("10.0.0.0/8")),
            ("StringNotLikeIfExists", json!("VOICE#*")),
            ("ForAllValues:StringLike", json!("CONV#*")),
        ] {
            checked(json!({operator: {"dynamodb:LeadingKeys": operand}})).unwrap();
        }
    }
}
