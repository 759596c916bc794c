//! The table as `template.yaml` declares it, for emulators and tests.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TimeToLiveSpecification,
};

use crate::StoreError;

/// The partition key, a string.
pub const PK: &str = "pk";
/// The sort key, a string.
pub const SK: &str = "sk";
/// When the item expires, in seconds since the Unix epoch.
pub const EXPIRES_AT: &str = "expires_at";
/// The sparse, keys-only index of lists.
pub const LIST_INDEX: &str = "by_list";
/// The index's partition key, a string.
pub const LIST_PK: &str = "list_pk";
/// The index's sort key, a string.
pub const LIST_SK: &str = "list_sk";

/// Creates the table and waits until it can be used.
///
/// # Errors
///
/// Also if there already is a table of that name.
pub async fn create_table(client: &Client, name: &str) -> Result<(), StoreError> {
    let definition = client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(
            [PK, SK, LIST_PK, LIST_SK]
                .map(string)
                .into_iter()
                .collect::<Result<_, _>>()?,
        ))
        .set_key_schema(Some(key_schema(PK, SK)?))
        .global_secondary_indexes(
            GlobalSecondaryIndex::builder()
                .index_name(LIST_INDEX)
                .set_key_schema(Some(key_schema(LIST_PK, LIST_SK)?))
                .projection(
                    Projection::builder()
                        .projection_type(ProjectionType::KeysOnly)
                        .build(),
                )
                .build()?,
        );
    definition.send().await?;
    wait_until_active(client, name).await?;
    client
        .update_time_to_live()
        .table_name(name)
        .time_to_live_specification(
            TimeToLiveSpecification::builder()
                .attribute_name(EXPIRES_AT)
                .enabled(true)
                .build()?,
        )
        .send()
        .await?;
    Ok(())
}

async fn wait_until_active(client: &Client, name: &str) -> Result<(), StoreError> {
    use aws_sdk_dynamodb::client::Waiters;

    /// On AWS a new table takes some ten seconds.
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);
    client
        .wait_until_table_exists()
        .table_name(name)
        .wait(PATIENCE)
        .await
        .map_err(StoreError::aws)?;
    Ok(())
}

fn string(name: &str) -> Result<AttributeDefinition, BuildError> {
    AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(ScalarAttributeType::S)
        .build()
}

fn key_schema(pk: &str, sk: &str) -> Result<Vec<KeySchemaElement>, BuildError> {
    [(pk, KeyType::Hash), (sk, KeyType::Range)]
        .into_iter()
        .map(|(name, kind)| {
            KeySchemaElement::builder()
                .attribute_name(name)
                .key_type(kind)
                .build()
        })
        .collect()
}
