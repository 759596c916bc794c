//! The versions of assistants against DynamoDB.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use conversation::AssistantId;
use conversation::ports::Clock;
use serde_json::{Value, json};
use store::{AssistantVersion, Saved, SettingsError, SettingsTable, Who};

use crate::support::{Table, TestClock};

fn on(table: &Table, clock: &TestClock) -> SettingsTable<TestClock> {
    SettingsTable::new(table.client.clone(), table.name.clone(), clock.clone())
}

fn asst(id: &str) -> AssistantId {
    AssistantId::parse(id).unwrap()
}

fn ana() -> Who {
    let id = serde_json::from_value(json!("0f".repeat(16))).unwrap();
    let name = "Ana".to_owned();
    Who::AccessToken { id, name }
}

async fn put(
    settings: &SettingsTable<TestClock>,
    assistant: Value,
    replaced: Option<u64>,
    by: Who,
) -> Result<u64, SettingsError> {
    let id = asst("asst_a");
    settings.put_assistant(&id, &assistant, replaced, &by).await
}

async fn versions(
    settings: &SettingsTable<TestClock>,
    id: &AssistantId,
) -> Vec<AssistantVersion<Value>> {
    settings.assistant_versions(id).await.unwrap()
}

#[tokio::test]
async fn a_save_keeps_what_it_replaces() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let settings = on(&table, &clock);
    let (id, other) = (asst("asst_a"), asst("asst_b"));
    assert_eq!(versions(&settings, &id).await, []);
    let mut expected = Vec::new();
    let mut replaced = None;
    for (n, by) in [(0, Who::Admin), (1, ana()), (2, Who::Admin)] {
        let assistant = json!({ "n": n });
        let put = put(&settings, assistant.clone(), replaced, by.clone());
        let version = put.await.unwrap();
        let at = clock.now();
        let saved = Some(Saved { at, by });
        expected.insert(
            0,
            AssistantVersion {
                version,
                saved,
                assistant,
            },
        );
        clock.advance(Duration::from_secs(60));
        replaced = Some(version);
    }
    settings
        .put_assistant(&other, &json!({}), None, &ana())
        .await
        .unwrap();
    assert_eq!(versions(&settings, &id).await, expected);

    for one in &expected {
        let read = settings.assistant_version::<Value>(&id, one.version).await;
        assert_eq!(
            read.unwrap(),
            replaced.map(|current| (current, one.clone()))
        );
    }
    let missing = settings.assistant_version::<Value>(&id, 7).await.unwrap();
    assert_eq!(missing, None);

    // Nothing is kept of a save that is refused.
    let stale = expected.last().map(|first| first.version);
    let refused = put(&settings, json!({}), stale, ana()).await;
    assert!(matches!(refused, Err(SettingsError::Conflict)));
    assert_eq!(versions(&settings, &id).await, expected);
    table.delete().await;
}

#[tokio::test]
async fn the_newest_50_are_kept() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let settings = on(&table, &clock);
    let id = asst("asst_a");
    let mut replaced = None;
    for n in 0..60 {
        let put = put(&settings, json!({ "n": n }), replaced, ana());
        replaced = Some(put.await.unwrap());
    }
    let kept = versions(&settings, &id).await;
    let kept = kept.into_iter().map(|version| version.assistant);
    let expected = (9..60).rev().map(|n| json!({ "n": n }));
    assert!(kept.eq(expected));
    assert_eq!(table.items().await.len(), 51);

    settings
        .delete_assistant(&id, replaced.unwrap())
        .await
        .unwrap();
    assert_eq!(table.items().await, []);
    table.delete().await;
}

/// An older release saves without a word of who did.
#[tokio::test]
async fn nobody_is_named_for_what_an_older_release_saved() {
    let table = Table::new().await;
    let settings = on(&table, &TestClock::new());
    let id = asst("asst_a");
    let first = put(&settings, json!({"n": 0}), None, ana()).await.unwrap();
    let version = first + 1;
    let update = table.client.update_item().table_name(&table.name);
    let update = update
        .key("pk", AttributeValue::S("ASSISTANT#asst_a".to_owned()))
        .key("sk", AttributeValue::S("SETTINGS".to_owned()))
        .update_expression("SET body = :body, version = :version")
        .expression_attribute_values(":body", AttributeValue::S(r#"{"n":1}"#.to_owned()))
        .expression_attribute_values(":version", AttributeValue::N(version.to_string()));
    update.send().await.unwrap();
    let third = put(&settings, json!({"n": 2}), Some(version), ana());
    third.await.unwrap();
    let kept = versions(&settings, &id).await;
    let by: Vec<_> = kept
        .into_iter()
        .map(|it| (it.version, it.saved.map(|saved| saved.by), it.assistant))
        .collect();
    assert_eq!(
        by,
        [
            (version + 1, Some(ana()), json!({"n": 2})),
            (version, None, json!({"n": 1})),
        ]
    );
    table.delete().await;
}

/// Two that save over the same version: one of them is told, and nothing is kept of it.
#[tokio::test]
async fn of_two_saves_at_the_same_time_one_is_kept() {
    let table = Table::new().await;
    let settings = on(&table, &TestClock::new());
    let id = asst("asst_a");
    let first = put(&settings, json!({}), None, ana()).await.unwrap();
    let save = |n| put(&settings, json!({ "n": n }), Some(first), ana());
    let stored = futures_util::future::join_all((0..4).map(save)).await;
    assert_eq!(stored.iter().filter(|stored| stored.is_ok()).count(), 1);
    assert_eq!(versions(&settings, &id).await.len(), 2);
    table.delete().await;
}
