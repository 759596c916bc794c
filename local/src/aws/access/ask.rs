//! What a service asks: may the caller do this?

use iam_rs::{Arn, Context, ContextValue, IAMRequest, Principal, PrincipalId};

use crate::aws::{ACCOUNT, REGION};

/// The condition keys that services give values for, and the actions for which they do. A key that
/// ends in `*` stands for all that begin so.
const KEYS: [(&str, &[&str]); 4] = [
    (
        "dynamodb:LeadingKeys",
        &[
            "dynamodb:BatchGetItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
        ],
    ),
    ("kms:EncryptionContext:*", &["kms:*"]),
    ("kms:ViaService", &["kms:*"]),
    ("s3:prefix", &["s3:ListBucket"]),
];

/// One action on one resource.
#[derive(Debug)]
pub(in crate::aws) struct Ask {
    pub(super) action: String,
    pub(super) resource: String,
    context: Context,
}

impl Ask {
    /// An action such as `sqs:SendMessage`, and the ARN of its resource.
    pub(in crate::aws) fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            resource: resource.into(),
            context: Context::new(),
        }
    }

    /// An operation of a service that has no resource, or whose resource this emulation does not
    /// look for.
    pub(in crate::aws) fn anything(service: &str, operation: &str) -> Self {
        let resource = format!("arn:aws:{service}:{REGION}:{ACCOUNT}:*");
        Self::new(format!("{service}:{operation}"), resource)
    }

    /// A condition key with one value.
    pub(in crate::aws) fn with(mut self, key: &str, value: &str) -> Self {
        let value = ContextValue::String(value.to_owned());
        self.context.insert(key.to_owned(), value);
        self
    }

    /// A condition key that may have several values. Without a value it is absent.
    pub(in crate::aws) fn with_all(mut self, key: &str, values: Vec<String>) -> Self {
        if !values.is_empty() {
            let values = ContextValue::StringList(values);
            self.context.insert(key.to_owned(), values);
        }
        self
    }

    /// None if the resource is not an ARN.
    pub(super) fn request(&self) -> Option<IAMRequest> {
        Some(IAMRequest::new_with_context(
            // Statements of roles name none.
            Principal::Aws(PrincipalId::String(ACCOUNT.to_owned())),
            self.action.as_str(),
            Arn::parse(&self.resource).ok()?,
            self.context.clone(),
        ))
    }
}

/// Whether the services always give a value for this key when they ask for an action that fits the
/// pattern.
pub(super) fn is_said(key: &str, actions: &str) -> bool {
    let fits = |name: &str, pattern: &str| match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == pattern,
    };
    let is_one_of = |patterns: &[&str]| {
        let mut patterns = patterns.iter().map(|pattern| pattern.to_lowercase());
        patterns.any(|pattern| fits(&actions.to_lowercase(), &pattern))
    };
    KEYS.iter()
        .any(|(known, of)| fits(key, known) && is_one_of(of))
}

#[cfg(test)]
mod tests {
    use super::is_said;

    #[test]
    fn a_key_is_said_of_the_actions_that_it_is_computed_for_and_of_no_others() {
        assert!(is_said("dynamodb:LeadingKeys", "dynamodb:PutItem"));
        assert!(is_said(
            "kms:EncryptionContext:aws:s3:arn",
            "kms:GenerateDataKey*"
        ));
        assert!(is_said("s3:prefix", "s3:ListBucket"));
        assert!(is_said("dynamodb:LeadingKeys", "DynamoDB:updateItem"));
        for (key, actions) in [
            ("dynamodb:LeadingKeys", "dynamodb:Query"),
            ("dynamodb:LeadingKeys", "dynamodb:*"),
            ("dynamodb:Attributes", "dynamodb:PutItem"),
            ("s3:prefix", "s3:List*"),
            ("kms:ViaService", "s3:GetObject"),
            ("kms:CallerAccount", "kms:Decrypt"),
        ] {
            assert!(!is_said(key, actions), "{key} of {actions}");
        }
    }
}
