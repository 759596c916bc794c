//! The rights that a request to KMS needs.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html>

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Kms, arn, decode, split};
use crate::aws::access::Ask;
use crate::aws::json::ServiceError;

/// The part of a request that names the key and its use.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct KeyUse {
    key_id: Option<String>,
    ciphertext_blob: Option<String>,
    #[serde(default)]
    encryption_context: BTreeMap<String, String>,
}

/// The use of the key that the request names, or that made its ciphertext.
pub(super) fn ask(kms: &Kms, operation: &str, used: &KeyUse) -> Result<Ask, ServiceError> {
    let id = match (&used.key_id, &used.ciphertext_blob) {
        (Some(name), _) => Some(kms.find(name)?.0),
        (None, Some(blob)) => split(&decode(blob)?).map(|(id, _)| id.to_owned()),
        (None, None) => None,
    };
    let Some(id) = id else {
        return Ok(Ask::anything("kms", operation));
    };
    let ask = Ask::new(format!("kms:{operation}"), arn(&id));
    let context = used.encryption_context.iter();
    Ok(context.fold(ask, |ask, (name, value)| {
        ask.with(&format!("kms:EncryptionContext:{name}"), value)
    }))
}
