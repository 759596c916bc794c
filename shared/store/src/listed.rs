//! Whole lists, by the index.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use conversation::ports::Clock;

use crate::StoreError;
use crate::batch_get::batch_get;
use crate::item::Item;
use crate::keys::Key;
use crate::schema::LIST_INDEX;

/// All items of a list, in its order. A new one may take a moment to appear.
pub(crate) async fn all(
    client: &Client,
    table: &str,
    clock: &impl Clock,
    list: &str,
) -> Result<Vec<Item>, StoreError> {
    let keys = keys(client, table, list).await?;
    let mut items = batch_get(client, table, clock, keys.iter().cloned()).await?;
    Ok(keys.iter().filter_map(|key| items.remove(key)).collect())
}

/// The keys of these items.
pub(crate) async fn keys(client: &Client, table: &str, list: &str) -> Result<Vec<Key>, StoreError> {
    let entries = client
        .query()
        .table_name(table)
        .index_name(LIST_INDEX)
        .key_condition_expression("list_pk = :list")
        .expression_attribute_values(":list", AttributeValue::S(list.to_owned()))
        .into_paginator()
        .items()
        .send();
    let entries = entries.collect::<Result<Vec<_>, _>>().await?;
    Ok(entries.iter().filter_map(Key::of).collect())
}
