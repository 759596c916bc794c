//! What the table depends on: conditions, transactions, consistent reads.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, Put,
    ScalarAttributeType, TransactWriteItem,
};

use crate::fresh;

pub(crate) async fn create_table(dynamodb: &Client) {
    let mut create = dynamodb.create_table().table_name("recado");
    for (name, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
        let attribute = AttributeDefinition::builder().attribute_name(name);
        let key = KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(kind);
        create = create
            .attribute_definitions(
                attribute
                    .attribute_type(ScalarAttributeType::S)
                    .build()
                    .unwrap(),
            )
            .key_schema(key.build().unwrap());
    }
    create
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .unwrap();
}

pub(crate) fn put(dynamodb: &Client, sk: &str, value: &str) -> PutItemFluentBuilder {
    dynamodb
        .put_item()
        .table_name("recado")
        .item("pk", AttributeValue::S("CONV#1".to_owned()))
        .item("sk", AttributeValue::S(sk.to_owned()))
        .item("value", AttributeValue::S(value.to_owned()))
}

/// A strongly consistent read.
pub(crate) async fn get(dynamodb: &Client, sk: &str) -> Option<String> {
    let get = dynamodb
        .get_item()
        .table_name("recado")
        .key("pk", AttributeValue::S("CONV#1".to_owned()))
        .key("sk", AttributeValue::S(sk.to_owned()));
    let item = get.consistent_read(true).send().await.unwrap().item?;
    Some(item.get("value").unwrap().as_s().unwrap().clone())
}

fn put_in_transaction(sk: &str) -> TransactWriteItem {
    let put = Put::builder()
        .table_name("recado")
        .item("pk", AttributeValue::S("CONV#1".to_owned()))
        .item("sk", AttributeValue::S(sk.to_owned()))
        .item("value", AttributeValue::S("written".to_owned()))
        .condition_expression("attribute_not_exists(pk)");
    TransactWriteItem::builder()
        .put(put.build().unwrap())
        .build()
}

#[tokio::test]
async fn a_conditional_put_is_done_once() {
    let aws = fresh();
    let dynamodb = &aws.clients.dynamodb;
    create_table(dynamodb).await;
    let put =
        |value| put(dynamodb, "STATE", value).condition_expression("attribute_not_exists(pk)");

    put("first").send().await.unwrap();
    let second = put("second").send().await.unwrap_err().into_service_error();

    assert!(second.is_conditional_check_failed_exception());
    assert_eq!(get(dynamodb, "STATE").await.as_deref(), Some("first"));
}

#[tokio::test]
async fn a_transaction_is_done_as_a_whole_or_says_what_stood_in_its_way() {
    let aws = fresh();
    let dynamodb = &aws.clients.dynamodb;
    create_table(dynamodb).await;
    put(dynamodb, "STATE", "before").send().await.unwrap();
    let write = |items: [&str; 2]| {
        let items = items.map(put_in_transaction).to_vec();
        dynamodb
            .transact_write_items()
            .set_transact_items(Some(items))
            .send()
    };

    let cancelled = write(["MSG#1", "STATE"])
        .await
        .unwrap_err()
        .into_service_error();
    let reasons = match cancelled {
        aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(error) => {
            error.cancellation_reasons.unwrap()
        }
        other => panic!("{other:?}"),
    };
    let codes: Vec<_> = reasons
        .iter()
        .map(|reason| reason.code().unwrap())
        .collect();
    assert_eq!(codes, ["None", "ConditionalCheckFailed"]);
    assert_eq!(get(dynamodb, "MSG#1").await, None);

    write(["MSG#1", "MSG#2"]).await.unwrap();
    assert_eq!(get(dynamodb, "MSG#2").await.as_deref(), Some("written"));
}
