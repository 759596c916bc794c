//! The table, item by item.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, KeysAndAttributes, Put, TransactWriteItem};

use super::{Account, code, refused};

fn put_of(pk: &str) -> Put {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let put = Put::builder().table_name("recado");
    put.item("pk", text(pk))
        .item("sk", text("STATE"))
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_function_writes_under_the_keys_of_its_role_and_no_others_also_in_a_transaction() {
    let account = Account::new().await;
    let ingest = account.of("ingest").dynamodb;
    let put = |pk: &str| {
        let put = put_of(pk);
        let request = ingest.put_item().table_name(put.table_name());
        request.set_item(Some(put.item().clone())).send()
    };
    put("CONV#loja#1").await.unwrap();
    put("ALIAS#loja#Maria").await.unwrap();
    let (code, message) = refused(put("INTEGRATION#loja").await);
    assert_eq!(code, "AccessDeniedException");
    assert_eq!(
        message,
        "User: arn:aws:sts::000000000000:assumed-role/IngestRole/ingest is not authorized to \
         perform: dynamodb:PutItem on resource: \
         arn:aws:dynamodb:us-east-1:000000000000:table/recado because no identity-based policy \
         allows the dynamodb:PutItem action"
    );

    let transaction = |second: TransactWriteItem| {
        let first = TransactWriteItem::builder().put(put_of("CONV#loja#2"));
        let request = ingest.transact_write_items().transact_items(first.build());
        request.transact_items(second).send()
    };
    let item = TransactWriteItem::builder();
    transaction(item.clone().put(put_of("CONV#loja#3")).build())
        .await
        .unwrap();
    let foreign = item.clone().put(put_of("VOICE#loja")).build();
    assert!(
        refused(transaction(foreign).await)
            .1
            .contains("dynamodb:PutItem")
    );
    let key = AttributeValue::S("CONV#loja#3".to_owned());
    let delete = Delete::builder()
        .table_name("recado")
        .key("pk", key.clone());
    let delete = item.delete(delete.key("sk", key).build().unwrap()).build();
    assert!(
        refused(transaction(delete).await)
            .1
            .contains("dynamodb:DeleteItem")
    );
}

#[tokio::test]
async fn what_reads_many_items_is_allowed_as_itself() {
    let account = Account::new().await;
    let key = AttributeValue::S("a".to_owned());
    let keys = KeysAndAttributes::builder();
    let keys = keys.keys([("pk".to_owned(), key.clone()), ("sk".to_owned(), key)].into());
    let keys = keys.build().unwrap();
    let batch = |role| {
        let get = account.of(role).dynamodb.batch_get_item();
        get.request_items("recado", keys.clone()).send()
    };
    batch("ingest").await.unwrap();
    assert!(
        refused(batch("responder").await)
            .1
            .contains("dynamodb:BatchGetItem")
    );
    let query = |role, index: Option<&str>| {
        let query = account.of(role).dynamodb.query().table_name("recado");
        let name = if index.is_some() { "list_pk" } else { "pk" };
        let query = query.key_condition_expression(format!("{name} = :pk"));
        let query = query.expression_attribute_values(":pk", AttributeValue::S("a".to_owned()));
        query.set_index_name(index.map(str::to_owned)).send()
    };
    query("responder", None).await.unwrap();
    query("console", Some("by_list")).await.unwrap();
    let (_, message) = refused(query("responder", Some("by_list")).await);
    assert!(message.contains("table/recado/index/by_list"), "{message}");
    assert!(
        refused(query("transfer", None).await)
            .1
            .contains("dynamodb:Query")
    );
    let scan = account.of("console").dynamodb.scan().table_name("recado");
    assert_eq!(code(scan.send().await), "AccessDeniedException");
    let tables = account.of("console").dynamodb.list_tables();
    assert_eq!(code(tables.send().await), "AccessDeniedException");
}
