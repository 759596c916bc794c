//! Numbers that updates add to, each in an item of its own that expires.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use conversation::Timestamp;

use crate::StoreError;
use crate::item::{self, FORMAT, FORMAT_ATTRIBUTE};
use crate::keys::Key;
use crate::schema::EXPIRES_AT;

/// What is added to a number, and when it may be.
pub(crate) struct Count {
    /// The number's attribute: `#count` in the condition.
    pub(crate) name: &'static str,
    /// The change, such as `1` or `-310`.
    pub(crate) change: String,
    /// A condition, and the number that is `:bound` in it.
    pub(crate) condition: Option<(&'static str, u64)>,
    pub(crate) expires_at: Timestamp,
}

/// Adds to the number. False if the condition does not hold.
pub(crate) async fn count(
    client: &Client,
    table: &str,
    key: Key,
    count: Count,
) -> Result<bool, StoreError> {
    let mut request = client
        .update_item()
        .table_name(table)
        .set_key(Some(key.attributes()))
        .update_expression("ADD #count :change SET #expires_at = :expires_at, #format = :format")
        .expression_attribute_names("#count", count.name)
        .expression_attribute_names("#expires_at", EXPIRES_AT)
        .expression_attribute_names("#format", FORMAT_ATTRIBUTE)
        .expression_attribute_values(":change", AttributeValue::N(count.change))
        .expression_attribute_values(":expires_at", item::number(count.expires_at.seconds()))
        .expression_attribute_values(":format", item::number(FORMAT));
    if let Some((condition, bound)) = count.condition {
        request = request
            .condition_expression(condition)
            .expression_attribute_values(":bound", item::number(bound));
    }
    match request
        .send()
        .await
        .map_err(|error| error.into_service_error())
    {
        Ok(_) => Ok(true),
        Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
        Err(error) => Err(StoreError::aws(error)),
    }
}
