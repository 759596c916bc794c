//! The rights that a request to DynamoDB needs.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html>

use std::collections::BTreeSet;

use serde_json::Value;

use crate::aws::access::{Access, Ask};
use crate::aws::{ACCOUNT, REGION};

/// The actions for a transaction's items, by the items' names there.
const TRANSACTED: [(&str, &str); 5] = [
    ("Put", "PutItem"),
    ("Update", "UpdateItem"),
    ("Delete", "DeleteItem"),
    ("ConditionCheck", "ConditionCheckItem"),
    ("Get", "GetItem"),
];

/// An action on items of one table.
struct Items<'a> {
    action: &'a str,
    table: &'a str,
    /// The items, or their keys.
    items: Vec<&'a Value>,
}

/// Each item of a transaction is asked for. A request that touches items needs their table's key,
/// which DynamoDB uses in the caller's name.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html>
///
/// `partition_key` gives the name of a table's partition key.
pub(super) fn asks(
    access: &Access,
    operation: &str,
    body: &Value,
    partition_key: impl Fn(&str) -> Option<String>,
) -> Vec<Ask> {
    let touched = items(operation, body);
    let asks = touched.iter().map(|touched| {
        let name = partition_key(touched.table).unwrap_or_default();
        let keys = touched.items.iter().filter_map(|item| leading(item, &name));
        let ask = Ask::new(format!("dynamodb:{}", touched.action), arn(touched.table));
        ask.with_all("dynamodb:LeadingKeys", keys.collect())
    });
    let mut asks: Vec<Ask> = asks.collect();
    let mut tables: BTreeSet<&str> = touched.iter().map(|touched| touched.table).collect();
    match (operation, body.get("TableName").and_then(Value::as_str)) {
        _ if !asks.is_empty() => {}
        ("Query" | "Scan", Some(table)) => {
            let index = body.get("IndexName").and_then(Value::as_str);
            let index = index.map(|index| format!("/index/{index}"));
            let resource = arn(table) + &index.unwrap_or_default();
            asks.push(Ask::new(format!("dynamodb:{operation}"), resource));
            tables.insert(table);
        }
        (_, Some(table)) => asks.push(Ask::new(format!("dynamodb:{operation}"), arn(table))),
        (_, None) => asks.push(Ask::anything("dynamodb", operation)),
    }
    for table in tables {
        let context = [
            ("aws:dynamodb:tableName", table),
            ("aws:dynamodb:subscriberId", ACCOUNT),
        ];
        asks.extend(access.through("dynamodb", &arn(table), &["kms:Decrypt"], &context));
    }
    asks
}

/// The items or keys that an operation names.
fn items<'a>(operation: &'a str, body: &'a Value) -> Vec<Items<'a>> {
    let single = |action, request: &'a Value| {
        let table = request.get("TableName")?.as_str()?;
        let place = if action == "PutItem" { "Item" } else { "Key" };
        let item = request.get(place)?;
        let items = vec![item];
        Some(Items {
            action,
            table,
            items,
        })
    };
    match operation {
        "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" => {
            single(operation, body).into_iter().collect()
        }
        "BatchGetItem" | "BatchWriteItem" => {
            let tables = body.get("RequestItems").and_then(Value::as_object);
            let tables = tables.into_iter().flatten();
            tables
                .map(|(table, requests)| Items {
                    action: operation,
                    table,
                    items: batch(requests),
                })
                .collect()
        }
        "TransactWriteItems" | "TransactGetItems" => {
            let requests = body.get("TransactItems").and_then(Value::as_array);
            let requests = requests.into_iter().flatten();
            requests
                .flat_map(|request| {
                    let named = move |(name, action)| single(action, request.get(name)?);
                    TRANSACTED.into_iter().filter_map(named)
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The keys that a batch reads, or what it puts and deletes.
fn batch(requests: &Value) -> Vec<&Value> {
    let keys = requests.get("Keys").unwrap_or(requests).as_array();
    let keys = keys.into_iter().flatten();
    keys.map(|request| {
        let put = request.pointer("/PutRequest/Item");
        put.or_else(|| request.pointer("/DeleteRequest/Key"))
            .unwrap_or(request)
    })
    .collect()
}

/// The value of an item's partition key, which may be text, a number or bytes.
fn leading(item: &Value, name: &str) -> Option<String> {
    let (_, value) = item.get(name)?.as_object()?.iter().next()?;
    Some(value.as_str()?.to_owned())
}

fn arn(table: &str) -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}")
}
