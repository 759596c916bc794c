//! Transactions.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};
use conversation::Timestamp;

use crate::StoreError;
use crate::item::{Item, VERSION, number};
use crate::keys::Key;
use crate::schema::EXPIRES_AT;

/// Why a transaction was not written.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The condition of the item with this index does not hold.
    Condition(usize),
    /// Another transaction holds one of the items. Nothing was written, and the same may be written
    /// in a moment.
    Conflict,
    /// Something else, and the transaction may have been written all the same. This includes a
    /// table that is too busy: trying again at once, as after a conflict, would keep it busy.
    Failed(StoreError),
}

impl From<BuildError> for Refusal {
    fn from(error: BuildError) -> Self {
        Self::Failed(error.into())
    }
}

/// Writes all items or none. The SDK gives every call a client request token of its own and repeats
/// it with each attempt, so an attempt whose answer was lost is not a conflict for the next one.
pub(crate) async fn write(client: &Client, items: Vec<TransactWriteItem>) -> Result<(), Refusal> {
    let request = client
        .transact_write_items()
        .set_transact_items(Some(items));
    match request.send().await {
        Ok(_) => Ok(()),
        Err(error) => Err(sort(error.into_service_error())),
    }
}

/// The reason that DynamoDB gives for an item that another transaction holds.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
const CONFLICT: &str = "TransactionConflict";

fn sort(error: TransactWriteItemsError) -> Refusal {
    let refusal = match &error {
        TransactWriteItemsError::TransactionCanceledException(canceled) => {
            let reasons = canceled.cancellation_reasons().iter();
            let codes: Vec<_> = reasons.map(|reason| reason.code()).collect();
            let failed = codes
                .iter()
                .position(|code| *code == Some("ConditionalCheckFailed"));
            let mut reasons = codes.into_iter().flatten().filter(|code| *code != "None");
            let conflict =
                reasons.clone().next().is_some() && reasons.all(|reason| reason == CONFLICT);
            failed
                .map(Refusal::Condition)
                .or(conflict.then_some(Refusal::Conflict))
        }
        TransactWriteItemsError::TransactionInProgressException(_) => Some(Refusal::Conflict),
        // Not modelled for this operation, but other operations get it from DynamoDB.
        other => (other.meta().code() == Some("TransactionConflictException"))
            .then_some(Refusal::Conflict),
    };
    refusal.unwrap_or_else(|| Refusal::Failed(StoreError::aws(error)))
}

/// Puts an item, replacing any other.
pub(crate) fn put(table: &str, item: Item) -> Result<TransactWriteItem, BuildError> {
    let put = Put::builder().table_name(table).set_item(Some(item));
    Ok(TransactWriteItem::builder().put(put.build()?).build())
}

/// Puts these attributes of an item, and leaves its others as they are.
pub(crate) fn rewrite(table: &str, key: Key, item: Item) -> Result<TransactWriteItem, BuildError> {
    let mut update = Update::builder().table_name(table);
    let key = key.attributes();
    let mut changes = Vec::new();
    for (name, value) in item.into_iter().filter(|(name, _)| !key.contains_key(name)) {
        let nth = changes.len();
        changes.push(format!("#a{nth} = :a{nth}"));
        update = update
            .expression_attribute_names(format!("#a{nth}"), name)
            .expression_attribute_values(format!(":a{nth}"), value);
    }
    let update = update
        .set_key(Some(key))
        .update_expression(format!("SET {}", changes.join(", ")));
    Ok(TransactWriteItem::builder().update(update.build()?).build())
}

/// Puts an item that nobody has put yet, or that expired before `now` and is not deleted yet.
pub(crate) fn put_new(
    table: &str,
    item: Item,
    now: Timestamp,
) -> Result<TransactWriteItem, BuildError> {
    let put = Put::builder()
        .table_name(table)
        .set_item(Some(item))
        .condition_expression("attribute_not_exists(pk) OR #expires_at <= :now")
        .expression_attribute_names("#expires_at", EXPIRES_AT)
        .expression_attribute_values(":now", number(now.seconds()));
    Ok(TransactWriteItem::builder().put(put.build()?).build())
}

/// Puts an item in place of the one that has the version `replaced`.
pub(crate) fn put_over(
    table: &str,
    item: Item,
    replaced: u64,
) -> Result<TransactWriteItem, BuildError> {
    let put = Put::builder()
        .table_name(table)
        .set_item(Some(item))
        .condition_expression("#version = :replaced")
        .expression_attribute_names("#version", VERSION)
        .expression_attribute_values(":replaced", number(replaced));
    Ok(TransactWriteItem::builder().put(put.build()?).build())
}

/// Deletes an item, on the condition that its attribute `name` has that value, or that it is not there
/// or expired before `now`.
pub(crate) fn delete_own(
    table: &str,
    key: Key,
    (name, value): (&str, AttributeValue),
    now: Timestamp,
) -> Result<TransactWriteItem, BuildError> {
    let delete = Delete::builder()
        .table_name(table)
        .set_key(Some(key.attributes()))
        .condition_expression("attribute_not_exists(pk) OR #expires_at <= :now OR #name = :value")
        .expression_attribute_names("#expires_at", EXPIRES_AT)
        .expression_attribute_names("#name", name)
        .expression_attribute_values(":now", number(now.seconds()))
        .expression_attribute_values(":value", value);
    Ok(TransactWriteItem::builder().delete(delete.build()?).build())
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::error::ErrorMetadata;
    use aws_sdk_dynamodb::types::CancellationReason;
    use aws_sdk_dynamodb::types::error::{
        TransactionCanceledException, TransactionInProgressException,
    };

    use super::*;

    fn canceled(codes: &[&str]) -> Refusal {
        let reasons = codes
            .iter()
            .map(|code| CancellationReason::builder().code(*code).build());
        let canceled = TransactionCanceledException::builder();
        let canceled = canceled.set_cancellation_reasons(Some(reasons.collect()));
        sort(TransactWriteItemsError::TransactionCanceledException(
            canceled.build(),
        ))
    }

    #[test]
    fn a_condition_that_failed_is_named() {
        let refusal = canceled(&["None", "TransactionConflict", "ConditionalCheckFailed"]);
        assert!(matches!(refusal, Refusal::Condition(2)), "{refusal:?}");
    }

    #[test]
    fn others_at_the_same_items_are_a_conflict() {
        let in_progress = TransactionInProgressException::builder().build();
        let code = ErrorMetadata::builder().code("TransactionConflictException");
        for refusal in [
            canceled(&["None", "TransactionConflict"]),
            canceled(&["TransactionConflict", "TransactionConflict"]),
            sort(TransactWriteItemsError::TransactionInProgressException(
                in_progress,
            )),
            sort(TransactWriteItemsError::generic(code.build())),
        ] {
            assert!(matches!(refusal, Refusal::Conflict), "{refusal:?}");
        }
    }

    #[test]
    fn a_table_that_is_too_busy_is_a_failure_that_passes() {
        for refusal in [
            canceled(&["None", "ThrottlingError"]),
            canceled(&["ProvisionedThroughputExceeded", "TransactionConflict"]),
        ] {
            match refusal {
                Refusal::Failed(error) => assert!(error.is_transient()),
                refused => unreachable!("{refused:?}"),
            }
        }
    }

    #[test]
    fn anything_else_is_a_failure() {
        let code = ErrorMetadata::builder().code("ThrottlingException");
        for refusal in [
            canceled(&["ValidationError"]),
            canceled(&["ThrottlingError", "ValidationError"]),
            canceled(&["None"]),
            sort(TransactWriteItemsError::generic(code.build())),
        ] {
            assert!(matches!(refusal, Refusal::Failed(_)), "{refusal:?}");
        }
    }
}
