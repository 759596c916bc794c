//! Writes of several items, all or nothing.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};

use crate::StoreError;
use crate::item::{Item, VERSION, number};

/// Why a transaction was not written.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The condition of the item with this index does not hold.
    Condition(usize),
    /// Another transaction has hold of one of the items.
    Conflict,
    /// Something else; it may have been written nevertheless.
    Failed(StoreError),
}

impl From<BuildError> for Refusal {
    fn from(error: BuildError) -> Self {
        Self::Failed(error.into())
    }
}

/// Writes all items or none. The SDK gives every call a client request token of its own and
/// repeats it with each attempt, so that an attempt whose answer was lost is not a conflict for
/// the next one.
pub(crate) async fn write(
    client: &Client,
    items: Vec<TransactWriteItem>,
) -> Result<(), Refusal> {
    let request = client.transact_write_items().set_transact_items(Some(items));
    let Err(error) = request.send().await else {
        return Ok(());
    };
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
            let reasons = canceled.cancellation_reasons();
            let mut codes = reasons.iter().map(|reason| reason.code().unwrap_or("None"));
            if let Some(index) = codes.clone().position(|code| code == "ConditionalCheckFailed") {
                Err(Refusal::Condition(index))
            } else if codes.any(|code| code == "TransactionConflict") {
                Err(Refusal::Conflict)
            } else {
                Err(Refusal::Failed(error.into()))
            }
        }
        Some(TransactWriteItemsError::TransactionInProgressException(_)) => Err(Refusal::Conflict),
        // Not among the operation's own errors, but other operations of DynamoDB answer so.
        Some(other) if other.meta().code() == Some("TransactionConflictException") => {
            Err(Refusal::Conflict)
        }
        _ => Err(Refusal::Failed(error.into())),
    }
}

/// Puts an item that nobody has put yet.
pub(crate) fn put_new(table: &str, item: Item) -> Result<TransactWriteItem, BuildError> {
    let put = Put::builder()
        .table_name(table)
        .set_item(Some(item))
        .condition_expression("attribute_not_exists(pk)");
    Ok(TransactWriteItem::builder().put(put.build()?).build())
}

/// Puts an item whatever was there.
pub(crate) fn put(table: &str, item: Item) -> Result<TransactWriteItem, BuildError> {
    let put = Put::builder().table_name(table).set_item(Some(item));
    Ok(TransactWriteItem::builder().put(put.build()?).build())
}

/// Puts an item in the place of the one that has the version `replaced`.
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
